import {existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {systemClock} from '../../src/core/clock';
import {readDuckdbError} from '../../src/warehouse/duckdb-error';
import {checkModel} from '../../src/warehouse/models/check-model';
import {computeModel} from '../../src/warehouse/models/compute-model';
import {failureOfModel} from '../../src/warehouse/models/model-failure';
import type {ComputedModel} from '../../src/warehouse/models/model';
import type {Warehouse} from '../../src/warehouse/open-warehouse';
import type {TempWarehouses} from './temp-warehouse';
import {tempWarehouses} from './temp-warehouse';

const ENDLESS = 'SELECT count(*) AS id FROM range(10000000000000) a';

let temp: TempWarehouses;
let warehouse: Warehouse;
beforeEach(async () => {
  temp = tempWarehouses();
  warehouse = await temp.open();
  await warehouse.database.run("CREATE TABLE people AS SELECT 1 AS id, 'O''Brien private' AS name");
});
afterEach(() => temp.clean());

async function compute(sql: string): Promise<ComputedModel> {
  const {database} = warehouse;
  return computeModel(database, await checkModel(database, {name: 'crm', key: 'id', sql}));
}

describe('SQL that does more than read', () => {
  it.each([
    "EXPORT DATABASE 'out'",
    "SELECT 1 AS id; EXPORT DATABASE 'out'",
    "/* a comment */ EXPORT DATABASE 'out'",
    "-- SELECT 1\nexport database 'out' (FORMAT csv)",
    "IMPORT DATABASE 'out'",
    "COPY people TO 'out.csv'",
    "COPY (SELECT 1 AS id) TO 'out.csv'",
    "COPY people FROM 'in.csv'",
    "ATTACH 'out.duckdb'",
    "ATTACH 'out.duckdb' AS x; SELECT 1 AS id",
    'DETACH people',
    'INSTALL httpfs',
    'LOAD httpfs',
    'PRAGMA database_list',
    "PRAGMA import_database('out')",
    'CALL pragma_version()',
    "SET temp_directory = 'out'",
    'RESET memory_limit',
    'USE memory',
    'CHECKPOINT',
    'VACUUM',
    'CREATE TABLE out AS SELECT 1 AS id',
    "CREATE SECRET out (TYPE http, BEARER_TOKEN 'x')",
    'INSERT INTO people SELECT 2, NULL RETURNING id',
    'DELETE FROM people RETURNING id',
    'WITH gone AS (DELETE FROM people RETURNING id) SELECT id FROM gone',
    'MERGE INTO people USING people p ON (id) WHEN MATCHED THEN DELETE',
    'PREPARE p AS SELECT 1 AS id',
    'EXPLAIN ANALYZE SELECT 1 AS id',
    'DESCRIBE people',
    'SUMMARIZE people',
    "SELECT 1 AS id FROM enable_logging(storage = 'file', storage_path = 'out')",
    'SELECT id FROM people, "CHECKPOINT"()',
    'SELECT 1 AS id FROM force_checkpoint()',
    "SELECT * FROM query('SELECT 1 AS id FROM force_checkpoint()')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1 AS id'))",
    "SELECT write_log('x') AS id",
    "SELECT nextval('seq') AS id",
    'SELECT (SELECT write_log(name)) AS id FROM people WHERE EXISTS (SELECT 1)',
    '',
    ';',
  ])('is refused before DuckDB prepares it: %s', async (sql) => {
    const before = readdirSync(temp.directory);
    await expect(compute(sql)).rejects.toMatchObject({kind: 'config'});
    expect(readdirSync(temp.directory)).toEqual(before);
    expect(existsSync('out')).toBe(false);
    expect(await warehouse.database.rows('SELECT id FROM people')).toEqual([{id: 1}]);
  });

  it.each([
    "SELECT id FROM people -- EXPORT DATABASE 'x'",
    "SELECT 'COPY people TO ''x''; CHECKPOINT' AS id",
    'FROM people;',
    'VALUES (1)',
    'WITH RECURSIVE t AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM t WHERE id < 3) SELECT * FROM t',
    'SELECT * FROM (PIVOT people ON name IN (1) USING count(*))',
    'SELECT id FROM people QUALIFY row_number() OVER (PARTITION BY id) = 1',
    "SELECT id, list_transform([1], lambda x: x + 1), {'a': 1}, MAP {'a': 1} FROM people",
    'SELECT id, current_query() FROM people',
  ])('is not meant by %s', async (sql) => {
    const read = compute(sql.replace('VALUES (1)', 'SELECT * FROM (VALUES (1)) t(id)'));
    await expect(read).resolves.toMatchObject({rows: expect.any(Number) as number});
  });

  it('is not reading a file, as the recipes do', async () => {
    const path = join(temp.directory, 'people.csv');
    writeFileSync(path, 'id,name\n1,Ann\n2,Bob\n');
    expect(await compute(`SELECT * FROM read_csv('${path}', header = true)`)).toMatchObject({
      rows: 2,
    });
    expect(await compute(`SELECT * FROM '${path}'`)).toMatchObject({rows: 2});
  });
});

describe('an extension that is not installed', () => {
  it('fails its model with what to do, where all files may be read', () => {
    const error = readDuckdbError(
      new Error(
        'Extension Autoloading Error: An error occurred while trying to load postgres_scanner',
      ),
    );
    const model = {name: 'crm', key: 'id', sql: "SELECT * FROM postgres_scan('', 'a', 'b')"};
    const failure = failureOfModel({
      ...{model, error, before: 0},
      tables: new Map(),
      known: [],
      wordsAreSafe: false,
    });
    expect(failure.kind).toBe('system');
    expect(failure.message).toMatch(/^The model crm needs an extension .* Autoloading Error/);
  });
});

describe('a file that models may not read', () => {
  const link = (): string => {
    symlinkSync('/etc/passwd', join(temp.directory, 'link.txt'));
    return join(temp.directory, 'link.txt');
  };

  it.each([
    ["read_text('/etc/passwd')"],
    ["'/etc/people.csv'"],
    ["read_csv(['/etc/passwd'])"],
    ["read_json('/etc/*')"],
    ["read_parquet('/nowhere.parquet')"],
    ["read_blob('/proc/self/environ')"],
    ["glob('/etc/*')"],
    ["sniff_csv('/etc/passwd')"],
    ["read_text('package.json')"],
    ["read_text('HERE/../../etc/passwd')"],
    ["read_text('LINK')"],
    ["read_csv('https://example.com/a.csv')"],
    ["read_parquet('s3://bucket/a.parquet')"],
    ["postgres_scan('', 'public', 'people')"],
    ["sqlite_scan('HERE/a.db', 'people')"],
  ])('is told with the way to allow it: %s', async (from) => {
    const source = from
      .replace('HERE', temp.directory)
      .replace('LINK', from.includes('LINK') ? link() : '');
    const failing = compute(`SELECT 1 AS id FROM ${source}`);
    await expect(failing).rejects.toThrow(/^The model crm reads .*"warehouse.files/);
    await expect(failing).rejects.toMatchObject({kind: 'system', mistakes: [{place: []}]});
  });

  it('may be allowed by its path, by its folder, or with all others', async () => {
    const [one, two] = ['one', 'two'].map((name) => join(temp.directory, name, 'a.csv'));
    for (const path of [one, two]) {
      mkdirSync(dirname(path ?? ''));
      writeFileSync(path ?? '', 'id\n1\n');
    }
    const readable = async (files: 'all' | readonly string[]): Promise<readonly boolean[]> => {
      const {database} = await temp.open({path: ':memory:', files});
      const reads = [one, two].map(async (path) => {
        const error = await database.attempt(`FROM '${path ?? ''}'`);
        return error === undefined;
      });
      return Promise.all(reads);
    };
    expect(await readable([])).toEqual([false, false]);
    expect(await readable([one ?? ''])).toEqual([true, false]);
    expect(await readable([dirname(two ?? '')])).toEqual([false, true]);
    expect(await readable('all')).toEqual([true, true]);
  });
});

describe('a model that DuckDB refuses', () => {
  it.each([
    [
      'SELECT id,\n  nme FROM people',
      'has SQL that DuckDB does not accept: Binder Error: Referenced column "nme" not found in FROM clause at line 2, column 3 of its SQL. Candidates: name. Its tables have the columns: people (id, name).',
    ],
    [
      'SELECT id FROM peple',
      'Catalog Error: Table with name peple does not exist at line 1, column 16 of its SQL. Candidates: people. The warehouse has the tables: people.',
    ],
    ['SELECT id FROM people WHERE', 'Parser Error: syntax error at end of input at line 1'],
    ['SELECT fool(id) AS id FROM people', 'Scalar Function with name fool does not exist'],
    [
      'SELECT id, 1 AS "__proto__" FROM people',
      'has a column named "__proto__", which cannot be sent; give it another name',
    ],
    [
      'SELECT id, 1 AS _user_sync_position FROM people',
      'has a column named "_user_sync_position"; names that begin with _user_sync_ are reserved',
    ],
    [
      'SELECT id, [row(1, 2)] AS x FROM people',
      'has a column "x" with a struct whose entries have no names',
    ],
  ])('is told where, and what there is instead: %s', async (sql, words) => {
    const refused = compute(sql);
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.toMatchObject({kind: 'config'});
  });

  it('shows no name out of a file, whose first row may be a record', async () => {
    const path = join(temp.directory, 'people.csv');
    writeFileSync(path, 'ann@example.com,555-0100\nbob@example.com,555-0101\n');
    const refused = compute(`SELECT id FROM read_csv('${path}', header = true)`);
    await expect(refused).rejects.toMatchObject({kind: 'config'});
    await expect(refused).rejects.not.toThrow(/example\.com|555/);
  });

  it('is not wrong when a file is missing: others go on', async () => {
    const failing = compute(`SELECT * FROM read_csv('${temp.directory}/nowhere.csv')`);
    await expect(failing).rejects.toMatchObject({kind: 'system'});
    await expect(failing).rejects.toThrow('could not read a file or an address');
  });
});

describe('a model that fails on a value', () => {
  it.each([
    'SELECT id, name::INTEGER AS n FROM people',
    'SELECT id, name::DATE AS n FROM people',
    "SELECT id, (name || '\"')::DECIMAL(5,2) AS n FROM people",
    "SELECT id, strptime(name, '%Y') AS n FROM people",
    "SELECT id, json_extract('{\"' || name, '$.a') AS n FROM people",
    "SELECT id, ('{' || name)::JSON AS n FROM people",
    'SELECT id, error(name) AS n FROM people',
    "SELECT id, (name || ' to INT32 when casting from source column name')::INTEGER AS n FROM people",
    "SELECT id, regexp_matches('a', '(' || name) AS n FROM people",
    "SELECT id, ('2024-13-' || name)::TIMESTAMP AS n FROM people",
    'SELECT id, name::UUID AS n FROM people',
    "SELECT id, name::ENUM('a') AS n FROM people",
  ])('shows nothing of it: %s', async (sql) => {
    const failing = compute(sql);
    await expect(failing).rejects.toMatchObject({kind: 'data'});
    await expect(failing).rejects.not.toThrow(/Brien|private/);
  });
});

describe('SQL that does not end', () => {
  it('is stopped when its time is up', async () => {
    const {database} = warehouse;
    const checked = await checkModel(database, {
      name: 'crm',
      key: 'id',
      sql: ENDLESS,
      timeLimitSeconds: 60,
    });
    // A minute that is over at once: the clock is the test's.
    const clock = {
      ...systemClock,
      sleep: () => new Promise<void>((resolve) => void setImmediate(resolve)),
    };
    const {signal} = new AbortController();
    await expect(computeModel(database, checked, {clock, signal})).rejects.toMatchObject({
      kind: 'data',
      message:
        'The model crm took longer than its time_limit_seconds of 60 and was stopped; none of its rows was sent. Make its SQL faster, or raise the limit.',
    });
    // The connection is as it was.
    expect(await database.rows('SELECT 1 AS one')).toEqual([{one: 1}]);
  });

  it('is interrupted when the program must stop', async () => {
    const {database} = warehouse;
    const checked = await checkModel(database, {name: 'crm', key: 'id', sql: ENDLESS});
    const stop = new AbortController();
    const computing = computeModel(database, checked, {clock: systemClock, signal: stop.signal});
    setImmediate(() => stop.abort(new Error('stopped')));
    await expect(computing).rejects.toThrow('stopped');
  });
});
