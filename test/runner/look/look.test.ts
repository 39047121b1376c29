import {objectsCommand} from '../../../src/runner/look/objects-command';
import {showCommand} from '../../../src/runner/look/show-command';
import {checkCommand} from '../../../src/runner/check/check-command';
import {runCommand} from '../../../src/runner/commands/commands';
import type {CommandParts} from '../../../src/runner/commands/command-parts';
import {vendors} from '../../../src/vendors/registry';
import {kitWith, openBench, schemas, VISITORS, VISITORS_MAPPING, type Bench} from '../harness';

interface Heard {
  readonly parts: CommandParts;
  readonly out: () => string;
}

function hear(): Heard {
  const said: string[] = [];
  return {
    out: () => said.splice(0).join(''),
    parts: {
      ...{vendors, schemas: schemas(), kit: kitWith(), environment: {}},
      terminal: {
        out: (text) => void said.push(text),
        outUnmasked: () => Promise.resolve(),
        err: () => undefined,
        ...{width: 80},
      },
    },
  };
}

describe('The commands that look', () => {
  let bench: Bench;
  const {parts, out} = hear();
  beforeAll(async () => (bench = await openBench()));
  afterAll(() => bench.close());
  const show = (path: string, flags: Parameters<typeof showCommand>[2]): Promise<number> =>
    showCommand(parts, {path, model: 'CRM_visitors'}, flags);

  it('say how to read when there is no warehouse yet', async () => {
    await expect(show(bench.file(), {})).rejects.toThrow(
      /does not exist, because nothing was read yet\. Add --read/,
    );
  });

  it('show rows after mapping, as a run sends them, and send nothing', async () => {
    expect(await show(bench.file(), {read: true, json: true, limit: 1000})).toBe(0);
    const shown = JSON.parse(out()) as {
      objects: [{rows: {key: string; fields: {crmname: string}}[]; rejected: object[]}];
    };
    const [{rows, rejected}] = shown.objects;
    expect(rejected).toEqual([]);
    expect(bench.written()).toBe(0);
    const report = await bench.run();
    expect(rows).toHaveLength(report.objects.reduce((sum, one) => sum + one.new, 0));
    const known = rows.find(({key}) => bench.custom(key)['crmname'] !== undefined);
    expect(known?.fields.crmname).toBe(bench.custom(known?.key ?? '')['crmname']);
  });

  it('show why rows would be rejected: keys, and the rules of the vendor', async () => {
    const models = [
      {
        name: 'crm_visitors',
        key: 'visitor_id',
        sql: "SELECT * FROM (VALUES ('a', 'x'), (NULL, 'y'), ('b', NULL), ('b', 'z')) AS t (visitor_id, plans)",
      },
    ];
    const mappings = [
      {
        stream: 'crm_visitors',
        object: 'pendo_visitors',
        fields: [{column: 'plans', field: 'plans'}],
      },
    ];
    const file = bench.file({models, mappings});
    expect(await show(file, {csv: true})).toBe(0);
    const lines = out().split('\n');
    expect(lines[0]).toBe('visitorId,rejected,message');
    expect(lines.map((line) => line.split(',')[1])).toEqual([
      ...['rejected', 'null_key', 'duplicate_key', 'duplicate_key', 'unknown_field', undefined],
    ]);
    expect(await show(file, {offline: true})).toBe(0);
    expect(out()).toMatch(
      /^crm_visitors as pendo_visitors would get it: 1 of 4 rows, 3 rejected\npendo was not asked/,
    );
    expect(await checkCommand(parts, file, {})).toBe(2);
    expect(out()).toMatch(
      /run\d+\.yaml, line \d+: .*fills field "plans", which pendo_visitors .* Did you mean plan\?/,
    );
  });

  it('list the objects with the fields that the account really has', async () => {
    expect(await objectsCommand(parts, {path: bench.file(), object: undefined}, {json: true})).toBe(
      0,
    );
    const {objects} = JSON.parse(out()) as {objects: {object: string; fields: {name: string}[]}[]};
    expect(objects.map(({object}) => object)).toEqual(['pendo_visitors', 'pendo_accounts']);
    expect(objects[0]?.fields.map(({name}) => name)).toContain('crmname');
    expect(await objectsCommand(parts, {path: bench.file(), object: 'pendo_accounts'}, {})).toBe(0);
    expect(out()).toMatch(
      /^pendo_accounts\n {2}key: accountId; modes: update, upsert \(the first is the default\)\n/,
    );
    const unknown = objectsCommand(parts, {path: bench.file(), object: 'pendo_account'}, {});
    await expect(unknown).rejects.toThrow(
      'There is no object pendo_account. Did you mean pendo_accounts?',
    );
  });

  it('check asks the vendors: what they answer ends with 1, and nothing is written', async () => {
    bench.written();
    expect(await checkCommand(parts, bench.file(), {})).toBe(0);
    expect(out()).toMatch(
      /is right: 1 model is sent; pendo, pipedrive answered\.\nnext: user-sync run \S+ --dry-run/,
    );
    const file = bench.file({
      destination: {
        pendo: {...bench.sandbox.vendors['pendo']?.destinationConfig, integration_key: 'wrong'},
      },
    });
    expect(await checkCommand(parts, file, {json: true})).toBe(1);
    expect(JSON.parse(out())).toMatchObject({
      mistakes: [],
      problems: [{end: 'destination', vendor: 'pendo', kind: 'auth'}],
    });
    expect(await checkCommand(parts, file, {offline: true})).toBe(0);
    expect(bench.written()).toBe(0);
    out();
  });

  it('check notes a key that may be null, and a model that goes nowhere', async () => {
    const models = [
      VISITORS,
      {name: 'other', key: 'email', sql: 'SELECT email FROM pipedrive_users'},
    ];
    expect(await checkCommand(parts, bench.file({models}), {offline: true})).toBe(0);
    expect(out()).toMatch(
      /Note: .*The key email of the model other may be null[^]*Note: .*The model other is sent nowhere/,
    );
  });

  it('run tells every mistake at once, as check does', async () => {
    const models = [
      {...VISITORS, key: 'visitr_id'},
      {name: 'b', key: 'id', sql: 'SELECT x AS id FROM pipedrive_users'},
    ];
    const mappings = [VISITORS_MAPPING, {stream: 'b', object: 'pendo_acounts'}];
    const running = runCommand(parts, bench.file({models, mappings}), {});
    await expect(running).rejects.toThrow(
      /did you mean visitor_id[^]*Referenced column "x" not found[^]*Did you mean "pendo_accounts"\?/,
    );
  });
});
