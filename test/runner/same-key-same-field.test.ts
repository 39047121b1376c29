import type {VendorDouble, World} from './vendor-double';
import {createWorld, pendoOf, startVendorDouble, userguidingOf} from './vendor-double';

describe('what a vendor takes for the same', () => {
  let double: VendorDouble;
  let world: World;
  beforeEach(async () => {
    double = await startVendorDouble();
    world = createWorld(double);
  });
  afterEach(async () => {
    world.clean();
    await double.close();
  });

  const people = (rows: string) => ({
    models: [{name: 'm', sql: `SELECT * FROM (VALUES ${rows}) t(id, plan)`}],
    mappings: [{stream: 'm', object: 'userguiding_users'}],
    destination: userguidingOf(double, {id_case: 'lowercase'}),
  });

  it.each([
    ['two spellings', "('Ann', 'a'), ('ann', 'b'), ('bob', 'c')", 2],
    ['a spelling that comes twice', "('Ann', 'a'), ('Ann', 'b'), ('ann', 'b'), ('bob', 'c')", 3],
  ])('is one key with %s: none of its rows is sent, in any run', async (_, rows, rejected) => {
    const first = await world.run(people(rows));
    expect(first.objects).toMatchObject([
      {written: 1, rejected, rejected_by_reason: {duplicate_key: rejected}},
    ]);
    expect(double.taken()).toHaveLength(1);
    const second = await world.run(people(rows));
    expect(second.objects).toMatchObject([{written: 0, unchanged: 1, rejected}]);
    expect(double.taken()).toEqual([]);
  });

  it.each([
    ['JSON', `'"v"'::JSON`, `'v'`],
    ['a moment', "TIMESTAMP '2024-01-01 10:00:00'", "'2024-01-01T10:00:00.000Z'"],
    ['a DOUBLE', '7::DOUBLE', "'7'"],
    ['a DECIMAL', '7::DECIMAL(6,2)', '7::BIGINT'],
  ])(
    'is one key as %s in one model and as text in the other: they are in conflict',
    async (_, one, other) => {
      const report = await world.run({
        models: [
          {name: 'm', sql: `SELECT ${one} AS id, 'gold' AS plan`},
          {name: 'n', sql: `SELECT ${other} AS id, 'silver' AS plan`},
        ],
        mappings: ['m', 'n'].map((stream) => ({stream, object: 'pendo_visitors'})),
        destination: pendoOf(double),
      });
      expect(report.objects).toMatchObject([
        {rejected_by_reason: {conflicting_models: 1}},
        {rejected_by_reason: {conflicting_models: 1}},
      ]);
      expect(double.taken()).toEqual([]);
    },
  );

  it('is one field in two spellings: two models that give it are in conflict', async () => {
    const report = await world.run({
      models: [
        {name: 'm', sql: `SELECT 'v' AS id, 'gold' AS "Plan"`},
        {name: 'n', sql: `SELECT 'v' AS id, 'silver' AS "p-lan"`},
      ],
      mappings: ['m', 'n'].map((stream) => ({stream, object: 'pendo_visitors'})),
      destination: pendoOf(double),
    });
    expect(report.objects).toMatchObject([
      {rejected_by_reason: {conflicting_models: 1}},
      {rejected_by_reason: {conflicting_models: 1}},
    ]);
    expect(double.taken()).toEqual([]);
  });
});
