import {DuckDBInstance} from '@duckdb/node-api';
import {findMistakes} from '../../../src/runner/check/find-mistakes';
import {vendors} from '../../../src/vendors/registry';
import {kitWith, openBench, schemas, VISITORS, VISITORS_MAPPING, type Bench} from '../harness';

const PEOPLE = {
  name: 'people',
  sql: `SELECT lower(email) AS visitor_id, id AS crm_id, name AS crm_name, role_id::VARCHAR AS role
    FROM pipedrive_users WHERE email LIKE '%@%'`,
};
const FIRST = {
  ...VISITORS,
  sql: 'SELECT * FROM People QUALIFY row_number() OVER (PARTITION BY visitor_id ORDER BY crm_id) = 1',
};

describe('Models that read other models', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await openBench()));
  afterEach(() => bench.close());

  it('send what one model that reads the tables itself would send, and a helper needs no mapping and no key', async () => {
    const plain = await bench.run();
    const again = await bench.run({models: [FIRST, PEOPLE]});
    expect(plain.objects).toHaveLength(1);
    expect(again.failures).toEqual([]);
    expect(again.objects).toMatchObject([
      {model: 'crm_visitors', outcome: 'complete', new: 0, changed: 0},
    ]);
  });

  it('may read a model that is sent as well', async () => {
    const more = {
      name: 'roles_of',
      key: 'visitor_id',
      sql: "SELECT visitor_id, 'x' AS plan FROM crm_visitors",
    };
    const mappings = [VISITORS_MAPPING, {stream: 'roles_of', object: 'pendo_visitors'}];
    const report = await bench.run({models: [more, VISITORS], mappings});
    expect(report.failures).toEqual([]);
    const [one, two] = report.objects;
    expect(one?.new).toBeGreaterThan(0);
    expect(two?.new).toBe(one?.new);
  });

  it('are not sent when a model that they read fails, and say so', async () => {
    const broken = {...PEOPLE, sql: `${PEOPLE.sql} AND CAST(name AS INTEGER) > 0`};
    const report = await bench.run({models: [FIRST, broken]});
    expect(report.outcome).toBe('failed');
    expect(report.failures).toEqual([
      expect.stringMatching(/^The model people failed on a value of its data/),
      'The model crm_visitors reads the model people, which failed, so none of its rows was sent.',
    ]);
    expect(bench.written()).toBe(0);
  });

  it('are not sent when a stream failed that only the model that they read needs', async () => {
    bench.sandbox.setFaults([
      {
        vendor: 'pipedrive',
        path: '/v1/users',
        what: {type: 'status', status: 404},
        when: {type: 'always'},
      },
    ]);
    const report = await bench.run({models: [FIRST, PEOPLE]});
    expect(report.objects).toMatchObject([{model: 'crm_visitors', outcome: 'skipped'}]);
  });

  it('are refused when they read each other in a circle, which is named', async () => {
    const a = {name: 'a', sql: 'SELECT * FROM crm_visitors'};
    const b = {...VISITORS, sql: 'SELECT * FROM a'};
    await expect(bench.run({models: [a, b]})).rejects.toThrow(
      /^The model a reads itself in a circle: a reads crm_visitors, which reads a; take one of these out\./,
    );
  });

  it('mean a table by their own name, which may be that of the model', async () => {
    const own = {...VISITORS, name: 'pipedrive_users'};
    const mapping = {...VISITORS_MAPPING, stream: 'pipedrive_users'};
    const report = await bench.run({models: [own], mappings: [mapping]});
    expect(report).toMatchObject({failures: [], objects: [{model: 'pipedrive_users'}]});
  });

  it('are refused by run and check where the name may be that of a model or of a table', async () => {
    const view = {name: 'left_over', sql: 'SELECT 1 AS a'};
    const reader = {...FIRST, sql: VISITORS.sql.replace('WHERE', ', Left_Over WHERE')};
    const sentence =
      /^The model left_over has the name of a table of the warehouse, and the model crm_visitors reads that name/;
    const setup = {models: [reader, view]};
    expect(await bench.run(setup)).toMatchObject({failures: []});
    const instance = await DuckDBInstance.create(bench.warehouse);
    const connection = await instance.connect();
    await connection.run('CREATE VIEW LEFT_OVER AS SELECT 2 AS a');
    connection.closeSync();
    instance.closeSync();
    await expect(bench.run(setup)).rejects.toThrow(sentence);
    const {mistakes} = await findMistakes({
      ...{path: bench.file(setup), vendors, schemas: schemas(), environment: {}, kit: kitWith()},
    });
    expect(mistakes).toMatchObject([{place: ['models', 1, 'name'], line: 28}]);
    expect(mistakes[0]?.sentence).toMatch(sentence);
  });

  it('are refused where the name is that of a stream, which has no table yet', async () => {
    const own = {name: 'pipedrive_users', sql: 'SELECT * FROM pipedrive_users WHERE id < 5'};
    await expect(bench.run({models: [VISITORS, own]})).rejects.toThrow(
      /^The model pipedrive_users has the name of a table of the warehouse, and the model crm_visitors reads/,
    );
    expect(bench.written()).toBe(0);
  });
});
