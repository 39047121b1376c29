import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {AuditResult} from '../../../src/people/audit-result';
import type {AuditPage} from '../../../src/page-data/audit-page';
import {auditCommand, type AuditFlags} from '../../../src/runner/audit/audit-command';
import {reviewCommand} from '../../../src/runner/audit/review-command';
import type {CommandParts} from '../../../src/runner/commands/command-parts';
import {runSync} from '../../../src/runner/run/run-sync';
import {createProgress} from '../../../src/runner/progress/progress';
import {loadRunFile} from '../../../src/runner/run-file/load-run-file';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {vendors} from '../../../src/vendors/registry';
import {openWarehouse} from '../../../src/warehouse/open-warehouse';
import {makeTables} from '../../support/load-world';
import {kitWith, schemas} from '../harness';

const ROSTER = `SELECT * FROM (VALUES ('1', 'ann.lee@acme.example', 'Ann Lee', 'active'),
  ('2', 'bob.ray@acme.example', 'Bob Ray', 'left')) AS r(key, email, name, status)`;
const PEOPLE = `INSERT INTO pipedrive_users BY NAME SELECT * FROM (VALUES
  (1, 'Ann Lee', 'ann.lee@acme.example'), (2, 'Bob Ray', 'bob.ray@acme.example'),
  (7, 'Ann Lee', 'ann.lee@acme.example'), (8, 'Zoe Doe', 'zoe@acme.example'))
  AS u(id, name, email), (SELECT true AS active_flag, true AS activated, 5 AS role_id)`;

let directory: string;
let file: string;
let out: string[];
let err: string[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'audit-command-'));
  [out, err] = [[], []];
  const warehouse = await openWarehouse({path: join(directory, 'people.duckdb')});
  await makeTables(warehouse.database);
  await warehouse.database.run(PEOPLE);
  warehouse.close();
  file = write(`people: {roster: {sql: "${ROSTER.replaceAll('\n', ' ')}"}}`);
});

afterEach(() => rmSync(directory, {recursive: true}));

/** A run file that sends nothing. */
function write(people: string): string {
  const path = join(directory, 'people.yaml');
  writeFileSync(
    path,
    `source: {config: {pipedrive: {credentials: {auth_type: api_token, api_token: abcdefgh}, company_domain: acme}}}
warehouse: {path: people.duckdb}
${people}
`,
  );
  return path;
}

function parts(): CommandParts {
  return {
    ...{vendors, schemas: schemas(), kit: kitWith(), environment: {}},
    terminal: {
      out: (text) => void out.push(text),
      outUnmasked: (text) => Promise.resolve(void out.push(text)),
      err: (text) => void err.push(text),
      ...{live: false, width: 80},
    },
  };
}

function audit(flags: Partial<AuditFlags> = {}): Promise<number> {
  return auditCommand(parts(), file, {read: false, ...flags});
}

/** All that is embedded in a page. */
function dataOf(html: string): AuditPage {
  const elements = html.matchAll(
    /<script type="application\/(\w+)" id="data-(\w+)">(.*?)<\/script>/gs,
  );
  const parsed = [...elements].map(([, type, name = '', text = '']) => {
    const json = type === 'json' ? text : gunzipSync(Buffer.from(text, 'base64')).toString();
    return [name, JSON.parse(json)] as const;
  });
  const whole = Object.fromEntries(parsed) as Record<string, object>;
  return {...whole['main'], ...whole} as unknown as AuditPage;
}

describe('An audit of a run file that sends nothing', () => {
  it('prints findings by rule and ends with 1 when one is as severe as asked', async () => {
    expect(await audit({failOn: 'high'})).toBe(1);
    expect(out.join('')).toContain(
      '5 people with 6 accounts; 1 link, 1 group of accounts to review.',
    );
    expect(out.join('')).toMatch(/high +leaver_with_access +1 +1\n/);
    expect(await audit()).toBe(0);
  });

  it('prints one JSON object with every table', async () => {
    await audit({json: true});
    const result = JSON.parse(out.join('')) as AuditResult;
    expect(result.people).toHaveLength(5);
    expect(result.accounts).toContainEqual(
      expect.objectContaining({vendor: 'pipedrive', account_id: '8', state: 'active'}),
    );
    expect(result.review.length).toBeGreaterThan(0);
    expect(result.left_out.map(({rule}) => rule)).toContain('new_admin');
    expect(result.seconds).toBeGreaterThanOrEqual(0);
  });

  it('prints one JSON object when it is stopped', async () => {
    file = write('people: {decisions: none.csv}');
    await expect(audit({json: true})).rejects.toThrow('none.csv cannot be read');
    expect(JSON.parse(out.join(''))).toMatchObject({outcome: 'bad_input'});
  });

  it('writes CSV files with a header, also for tables without rows', async () => {
    await audit({csv: join(directory, 'tables')});
    const textOf = (name: string): string => readFileSync(join(directory, 'tables', name), 'utf8');
    expect(textOf('person_accounts.csv').split('\n')[0]).toBe(
      'person_id,vendor,account_id,email,name,state,is_admin,last_seen_at,url,is_service',
    );
    expect(textOf('events.csv')).toBe('at,kind,person_id,other_person_id\n');
  });

  it('writes a page in which nobody can be recognized unless that is asked for', async () => {
    const output = join(directory, 'pages', 'audit.html');
    await audit({output});
    const html = readFileSync(output, 'utf8');
    const page = dataOf(html);
    expect(html + JSON.stringify(page)).not.toMatch(/ann\.lee|Zoe|Doe/);
    expect(page.people.name).toContain('Z… D…');
    expect(page.people.email).toContain('z…@a….example');
    expect(page.findings.rule).toContain('leaver_with_access');
    expect(page.vendors).toEqual([
      expect.objectContaining({vendor: 'pipedrive', active: 4, over_time: [expect.anything()]}),
    ]);
    expect(page.near.why).toContain('two accounts of pipedrive in one person');
    expect(page.accounts.account_id).toHaveLength(page.accounts.person_id.length);
    await audit({output, showValues: true});
    expect(dataOf(readFileSync(output, 'utf8')).people.name).toContain('Zoe Doe');
  });

  it('writes no page over a file that is none, and reads nothing then', async () => {
    await expect(audit({output: file})).rejects.toThrow('is not a page of user-sync');
    expect(existsSync(join(directory, 'audit.html'))).toBe(false);
  });

  it('names models and destination as missing when there is no section people, either', () => {
    file = write('');
    const load = (): unknown =>
      loadRunFile({path: file, schemas: schemas(), environment: {}, mask: kitWith().mask});
    expect(load).toThrow('"models" is missing');
    expect(load).toThrow('"destination" is missing');
  });
});

describe('A review', () => {
  it('prints a file that can be used for decisions as it is, and knows it then', async () => {
    await reviewCommand(parts(), file);
    const text = out.join('');
    expect(text).toContain('#   pipedrive 7: Ann Lee, ann.lee@acme.example, active\n');
    const lines = text.split('\n').filter((line) => !line.startsWith('same,pipedrive,7,'));
    writeFileSync(join(directory, 'decisions.csv'), lines.join('\n'));
    file = write(
      `people: {decisions: decisions.csv, roster: {sql: "${ROSTER.replaceAll('\n', ' ')}"}}`,
    );
    out = [];
    await reviewCommand(parts(), file);
    expect(out.join('')).not.toContain('same,pipedrive,1,');
  });
});

describe('A run file that sends nothing', () => {
  it('is read by an audit and by a run, which keeps the tables of people up to date', async () => {
    const sandbox = await startSandbox({
      ...{vendors: {pipedrive: {users: 12, roles: 2}}, limits: false},
    });
    try {
      const pipedrive = sandbox.vendors['pipedrive']?.sourceConfig;
      const path = join(directory, 'read.json');
      const run = {source: {config: {pipedrive}}, warehouse: {path: 'read.duckdb'}, people: {}};
      writeFileSync(path, JSON.stringify(run));
      const {kit, ...rest} = parts();
      await auditCommand(parts(), path, {read: true});
      expect(out.join('')).toMatch(/^\d+ people with 12 accounts/);
      const runFile = loadRunFile({
        ...{path, schemas: rest.schemas, environment: {}, mask: kit.mask},
      });
      const progress = createProgress({hear: () => undefined, end: () => undefined});
      const report = await runSync({...rest, kit, runFile, progress, dryRun: false});
      expect(report).toMatchObject({outcome: 'done', objects: []});
    } finally {
      await sandbox.close();
    }
  });
});
