import type {RunOptions} from '../../src/runner/run/run-sync';
import type {RunReport} from '../../src/runner/report/report';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {kitWith} from './harness';
import type {VendorDouble, World} from './vendor-double';
import {createWorld, pendoOf, pipedriveOf, startVendorDouble, userguidingOf} from './vendor-double';

interface Told {
  readonly visitorId: string;
  readonly values: Readonly<Record<string, unknown>>;
}

describe('what a run remembers', () => {
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

  /** Models by name, each `key: {field: value}` rows, all sent to Pendo visitors. */
  type Rows = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

  function sqlOf(rows: Rows): string {
    const columns = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))];
    const lines = Object.entries(rows).map(([id, row]) => {
      const cells = columns.map((column) => {
        const value = row[column];
        return `${value === null || value === undefined ? 'NULL' : `'${value}'`}::VARCHAR AS ${column}`;
      });
      return `SELECT '${id}' AS id, ${cells.join(', ')}`;
    });
    return lines.join(' UNION ALL ');
  }

  function run(
    models: Readonly<Record<string, Rows>>,
    more: Partial<RunOptions> & {mapping?: object; destination?: object} = {},
  ): Promise<RunReport> {
    const {mapping, destination, ...options} = more;
    return world.run(
      {
        models: Object.entries(models).map(([name, rows]) => ({name, sql: sqlOf(rows)})),
        mappings: Object.keys(models).map((stream) => ({
          ...{stream, object: 'pendo_visitors'},
          ...mapping,
        })),
        destination: destination ?? pendoOf(double),
      },
      options,
    );
  }

  function told(): Record<string, unknown> {
    const records = double.taken().flatMap(({body}) => body as readonly Told[]);
    return Object.fromEntries(records.map(({visitorId, values}) => [visitorId, values]));
  }

  const U = (plan: string): Rows => ({u1: {plan}, u2: {plan: 'free'}});

  it('is not told by the name of a model: a renamed one sends nothing', async () => {
    await run({one: U('gold')});
    told();
    const report = await run({two: U('gold')});
    expect(told()).toEqual({});
    expect(report.objects).toMatchObject([{new: 0, changed: 0, unchanged: 2, gone: 0}]);
  });

  it('has the values that were sent last under any name when an old name comes back', async () => {
    await run({one: U('gold')});
    await run({two: U('paid')});
    told();
    await run({one: U('gold')});
    expect(told()).toEqual({u1: {plan: 'gold'}});
  });

  it('sends nothing when a field leaves the mapping and comes back as it was', async () => {
    const both = {u1: {plan: 'gold', city: 'Oslo'}};
    await run({one: both});
    await run({one: {u1: {plan: 'gold'}}});
    told();
    expect((await run({one: both})).objects).toMatchObject([{unchanged: 1, written: 0}]);
    await run({one: {u1: {plan: 'gold', city: null}}});
    expect(told()).toEqual({});
    await run({one: {u1: {plan: 'gold', city: 'Rome'}}});
    expect(told()).toEqual({u1: {plan: 'gold', city: 'Rome'}});
  });

  it('lets two models fill different fields of one key, and neither resends the other', async () => {
    const models = {one: {u1: {plan: 'gold'}}, two: {u1: {city: 'Oslo'}}};
    const first = await run(models);
    expect(first.objects).toMatchObject([{written: 1}, {written: 1}]);
    const second = await run(models);
    const third = await run(models);
    for (const {objects} of [second, third]) {
      expect(objects).toMatchObject([
        {new: 0, changed: 0, unchanged: 1},
        {new: 0, changed: 0, unchanged: 1},
      ]);
    }
  });

  it('sends neither value where two models give the same field of a key, and names both', async () => {
    const models = {
      eu: {u1: {plan: 'gold'}, u2: {plan: 'gold'}},
      us: {u2: {plan: 'free'}, u3: {plan: 'free'}},
    };
    for (const dryRun of [true, false, false]) {
      const report = await run(models, {dryRun});
      expect(report.objects).toMatchObject([
        {model: 'eu', rejected: 1, rejected_by_reason: {conflicting_models: 1}},
        {model: 'us', rejected: 1, rejected_by_reason: {conflicting_models: 1}},
      ]);
      expect(report.objects[0]?.rejection_examples.conflicting_models).toMatch(
        /models eu and us all give plan of this key of pendo_visitors/,
      );
    }
    expect(told()).toEqual({u1: {plan: 'gold'}, u3: {plan: 'free'}});
    const solved = await run({eu: models.eu, us: {u3: {plan: 'free'}}});
    expect(solved.objects).toMatchObject([{rejected: 0, written: 1}, {rejected: 0}]);
    expect(told()).toEqual({u2: {plan: 'gold'}});
  });

  it('counts a null as no value, unless nulls are sent', async () => {
    const models = {eu: {u1: {plan: 'gold'}}, us: {u1: {plan: null, city: 'Oslo'}}};
    expect((await run(models)).objects).toMatchObject([{rejected: 0}, {rejected: 0}]);
    const clearing = await run(models, {mapping: {nulls: 'clear'}});
    expect(clearing.objects).toMatchObject([{rejected: 1}, {rejected: 1}]);
  });

  it('keeps nothing of models that have left, but what belongs to the keys', async () => {
    await run({one: U('gold'), two: {u9: {plan: 'x'}}});
    const report = await run({three: U('gold')});
    expect(report.objects).toMatchObject([{model: 'three', gone: 1}]);
    const warehouse = await openWarehouse({path: world.warehouse});
    const rows = await warehouse.database.rows(
      'SELECT DISTINCT model FROM _user_sync.seen UNION SELECT model FROM _user_sync.rejected ORDER BY model',
    );
    expect(rows).toEqual([{model: 'three'}]);
    expect(
      await warehouse.database.rows('SELECT key FROM _user_sync.accepted ORDER BY key'),
    ).toEqual([{key: 'u1'}, {key: 'u2'}]);
    warehouse.close();
  });

  it('forgets an object that no mapping names for 90 days', async () => {
    await run({one: U('gold')});
    const days = (count: number): Partial<RunOptions> => {
      const kit = kitWith();
      return {kit: {...kit, clock: {...kit.clock, now: () => Date.now() + count * 86_400_000}}};
    };
    const accounts = {mapping: {object: 'pendo_accounts'}};
    await run({one: U('gold')}, {...accounts, ...days(60)});
    expect((await run({one: U('gold')}, days(60))).objects).toMatchObject([{unchanged: 2}]);
    await run({one: U('gold')}, {...accounts, ...days(200)});
    expect((await run({one: U('gold')}, days(200))).objects).toMatchObject([{new: 2}]);
  });

  describe('of keys that are gone', () => {
    const all: Rows = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, {plan: 'gold', city: 'Oslo'}]),
    );
    const left: Rows = Object.fromEntries(Object.entries(all).filter(([key]) => key < 'e'));

    it('is nothing by default, so that they are sent when they come back', async () => {
      await run({one: all});
      told();
      expect((await run({one: left})).objects).toMatchObject([{gone: 2, written: 0}]);
      expect((await run({one: left})).objects).toMatchObject([{gone: 0}]);
      expect(told()).toEqual({});
      expect((await run({one: all})).objects).toMatchObject([{new: 2}]);
    });

    it('is cleared field by field where the mapping says so, once, and shown before', async () => {
      const mapping = {on_gone: 'clear'};
      await run({one: all}, {mapping});
      told();
      const plan = await run({one: left}, {mapping, dryRun: true});
      expect(plan.objects).toMatchObject([{gone: 2}, {on_gone: 'clear', written: 2}]);
      expect(plan.objects[1]?.plan?.update).toBe(2);
      const report = await run({one: left}, {mapping});
      expect(report.objects).toMatchObject([{gone: 2}, {on_gone: 'clear', rows: 2, written: 2}]);
      const nulls = {plan: null, city: null};
      expect(told()).toEqual({e: nulls, f: nulls});
      expect((await run({one: left}, {mapping})).objects).toHaveLength(1);
      expect((await run({one: all}, {mapping})).objects).toMatchObject([{new: 2, written: 2}]);
    });

    it('is not cleared when more are gone than the brake allows', async () => {
      const mapping = {on_gone: 'clear', gone_share_max: 0.2};
      await run({one: all}, {mapping});
      told();
      for (const dryRun of [true, false]) {
        const report = await run({one: left}, {mapping, dryRun});
        expect(report).toMatchObject({
          outcome: 'failed',
          objects: [{}, {outcome: 'failed', not_tried: 2}],
        });
        expect(report.failures[0]).toMatch(/2 of 6 known keys .* set "gone_share_max" to 1/);
      }
      expect(told()).toEqual({});
      const allowed = await run({one: left}, {mapping: {...mapping, gone_share_max: 1}});
      expect(allowed).toMatchObject({outcome: 'done', objects: [{}, {written: 2}]});
    });

    it('is tried again when the vendor did not take it', async () => {
      const mapping = {on_gone: 'clear'};
      await run({one: all}, {mapping});
      const path = 'POST /pendo/api/v1/metadata/visitor/custom/value';
      double.answers.set(path, {status: 400, body: {error: 'no'}});
      await run({one: left}, {mapping});
      double.answers.delete(path);
      told();
      expect((await run({one: left}, {mapping})).objects).toMatchObject([{}, {written: 2}]);
    });

    it('is deactivated in Pipedrive, and refused where an object cannot', async () => {
      const pipedrive = {
        models: [
          {
            name: 'people',
            key: 'email',
            sql: "SELECT 'bob@example.com' AS email, true AS active_flag",
          },
        ],
        mappings: [
          {stream: 'people', object: 'pipedrive_users', on_gone: 'deactivate', gone_share_max: 1},
        ],
        destination: pipedriveOf(double),
      };
      await world.run(pipedrive);
      double.taken();
      const gone = {
        ...pipedrive.models[0],
        name: 'people',
        sql: "SELECT 'bob@example.com' AS email, true AS active_flag WHERE false",
      };
      const report = await world.run({...pipedrive, models: [gone]});
      expect(report.objects).toMatchObject([{gone: 1}, {on_gone: 'deactivate', written: 1}]);
      expect(double.taken().map(({body}) => body)).toEqual([{active_flag: false}]);
      await expect(run({one: all}, {mapping: {on_gone: 'deactivate'}})).rejects.toThrow(
        /"on_gone": "deactivate", which pendo_visitors does not support/,
      );
    });
  });

  describe('while a run sends only a part', () => {
    it('is as it was for models that are not selected', async () => {
      await run({one: U('gold'), two: {u9: {plan: 'x'}}});
      told();
      const report = await run(
        {one: U('paid'), two: {u8: {plan: 'x'}}},
        {choice: {select: ['one']}},
      );
      expect(report.objects).toMatchObject([{model: 'one', changed: 1, gone: 0}]);
      expect(told()).toEqual({u1: {plan: 'paid'}});
      await expect(run({one: U('x')}, {choice: {select: ['on']}})).rejects.toThrow(
        /--select names the model on.*Did you mean one\?/,
      );
    });

    it('sends the first rows of a canary only, and remembers nothing as gone', async () => {
      const many: Rows = Object.fromEntries(
        Array.from({length: 9}, (_, index) => [`u${index}`, {plan: 'gold'}]),
      );
      await run({one: {old: {plan: 'x'}}});
      told();
      for (const dryRun of [true, false]) {
        const report = await run({one: many}, {choice: {limit: 4}, dryRun});
        expect(report).toMatchObject({
          outcome: 'done',
          objects: [{written: 4, left_for_later: 5, not_tried: 0, gone: 0, unchanged: 0}],
        });
      }
      expect(Object.keys(told())).toEqual(['u0', 'u1', 'u2', 'u3']);
      const rest = await run({one: many});
      expect(rest.objects).toMatchObject([{written: 5, unchanged: 4, gone: 1}]);
    });

    it('is judged by what was tried', async () => {
      const bad = {one: {u0: {nowhere: 'x'}, u1: {nowhere: 'x'}, u2: {nowhere: 'x'}}};
      for (const dryRun of [true, false]) {
        expect(await run(bad, {choice: {limit: 2}, dryRun})).toMatchObject({outcome: 'failed'});
      }
    });
  });

  it('is passed over with --full', async () => {
    await run({one: U('gold')});
    told();
    const report = await run({one: U('gold')}, {choice: {full: true}});
    expect(report.objects).toMatchObject([{changed: 2, written: 2, unchanged: 0}]);
    expect((await run({one: U('gold')})).objects).toMatchObject([{unchanged: 2}]);
  });

  describe('with --verify', () => {
    it('is compared with the vendor, which is reported and left alone by default', async () => {
      await run({one: U('gold')});
      double.held.set('u2', {plan: 'changed by hand'});
      told();
      for (const dryRun of [true, false]) {
        const report = await run({one: U('gold')}, {choice: {verify: true}, dryRun});
        expect(report).toMatchObject({
          outcome: 'done',
          objects: [{drifted: 1, drift_examples: ['u2: plan'], written: 0, unchanged: 2}],
        });
      }
      expect(told()).toEqual({});
    });

    it('is sent again where the mapping says so', async () => {
      const mapping = {on_drift: 'resend'};
      await run({one: U('gold')}, {mapping});
      double.held.set('u2', {});
      told();
      for (const dryRun of [true, false]) {
        const report = await run({one: U('gold')}, {mapping, choice: {verify: true}, dryRun});
        expect(report.objects).toMatchObject([{drifted: 1, changed: 1, written: 1, unchanged: 1}]);
      }
      expect(told()).toEqual({u2: {plan: 'free'}});
      const again = await run({one: U('gold')}, {mapping, choice: {verify: true}});
      expect(again.objects).toMatchObject([{drifted: 0, written: 0}]);
    });

    it('does not call drift what the model itself changes', async () => {
      await run({one: U('gold')});
      const report = await run({one: U('paid')}, {choice: {verify: true}});
      expect(report.objects).toMatchObject([{drifted: 0, changed: 1, written: 1}]);
    });
  });

  it('cannot be compared with a vendor that does not show its values, and says so', async () => {
    const setup = {
      models: [{name: 'one', sql: "SELECT 'u1' AS id, 'gold' AS plan"}],
      mappings: [{stream: 'one', object: 'userguiding_users'}],
      destination: userguidingOf(double),
    };
    await world.run(setup);
    const report = await world.run(setup, {choice: {verify: true}});
    expect(report.objects).toMatchObject([{drifted: 0, written: 0, unchanged: 1}]);
    expect(report.notes).toEqual([expect.stringMatching(/cannot be read, so --verify/)]);
  });
});
