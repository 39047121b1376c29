import {readSql} from '../../../src/warehouse/models/read-sql';
import type {Warehouse} from '../../../src/warehouse/open-warehouse';
import {tempWarehouses, type TempWarehouses} from '../temp-warehouse';

let temp: TempWarehouses;
let warehouse: Warehouse;
beforeAll(async () => {
  temp = tempWarehouses();
  warehouse = await temp.open();
  await warehouse.database.run('CREATE VIEW seen AS SELECT 1 AS a');
});
afterAll(() => temp.clean());

describe('The tables that SQL names', () => {
  it.each([
    ['FROM People', ['people']],
    ['FROM seen', ['seen']],
    ['FROM main.seen', ['seen']],
    ['FROM other.seen', []],
    ['SELECT (SELECT max(a) FROM u) AS a FROM t WHERE b IN (SELECT b FROM v)', ['t', 'u', 'v']],
    ['WITH t AS (SELECT * FROM t) SELECT * FROM t', ['t']],
    ['WITH t AS (SELECT 1), u AS (SELECT * FROM t) SELECT * FROM u', []],
    ['WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) FROM t', []],
    ['SELECT * FROM (WITH w AS (SELECT 1) FROM w), w', ['w']],
    ["PIVOT people ON x IN ('a') USING sum(y)", ['people']],
    ['SELECT * FROM a JOIN b USING (id) UNION ALL SELECT * FROM c', ['a', 'b', 'c']],
  ])('are found in %s', async (sql, tables) => {
    const read = await readSql(warehouse.database, sql);
    expect(read.type === 'select' && [...read.tables].sort()).toEqual(tables);
  });
});
