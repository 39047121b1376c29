import {checkCommand} from '../../../src/runner/check/check-command';
import {formatPlan} from '../../../src/runner/report/format-plan';
import {vendors} from '../../../src/vendors/registry';
import {kitWith, openBench, schemas, type Bench} from '../harness';

const people = {
  models: [
    {
      name: 'people',
      key: 'email',
      sql: "SELECT 'new@example.com' AS email, true AS active_flag",
    },
  ],
  mappings: [
    {
      ...{stream: 'people', object: 'pipedrive_users', key: 'email', mode: 'upsert'},
      other_columns: 'send',
    },
  ],
};

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

function pipedriveSection(options: object): object {
  return {pipedrive: {...bench.sandbox.vendors['pipedrive']?.destinationConfig, ...options}};
}

async function check(credentials: object, flags: {json?: boolean} = {}) {
  const printed: string[] = [];
  const terminal = {
    out: (text: string) => void printed.push(text),
    outUnmasked: () => Promise.resolve(),
    ...{err: () => undefined, live: false, width: 80},
  };
  const path = bench.file({...people, destination: pipedriveSection(credentials)});
  const parts = {vendors, schemas: schemas(), kit: kitWith(), terminal, environment: {}};
  const code = await checkCommand(parts, path, flags);
  return {code, text: printed.join('')};
}

describe('writers of people in user-sync', () => {
  it('have the rights told that their mappings need, by check, without a write', async () => {
    const {code, text} = await check({});
    expect(code).toBe(0);
    expect(text.split('\n').slice(0, 4)).toEqual([
      'pipedrive_users may list users: yes',
      'pipedrive_users may change users and their roles: yes',
      'pipedrive_users may deactivate users: yes',
      expect.stringMatching(/^pipedrive_users may invite people: switched off\. Set pipedrive/),
    ]);
    const {text: json} = await check({allow_invitations: true}, {json: true});
    expect(JSON.parse(json)).toMatchObject({
      rights: [{}, {}, {}, {object: 'pipedrive_users', what: 'invite people', state: 'has'}],
    });
  });

  it('have the costs of a dry run added up, in the plan and in its data', async () => {
    const destination = pipedriveSection({allow_invitations: true});
    const report = await bench.run({...people, destination}, {dryRun: true});
    expect(report.failures).toEqual([]);
    const costs = {calls: 1, mails: 1, seats: 1, removals: 0};
    expect(report.objects[0]?.plan).toMatchObject({costs, records: [{costs}]});
    expect(formatPlan(report)).toContain('  it would need 1 call, 1 mail, 1 paid seat, 0 removals');
  });
});
