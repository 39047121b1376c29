import {copyFileSync, existsSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import type {ObjectReport, RunReport} from '../../src/runner/report/report';
import type {VendorDouble, World, WorldSetup} from './vendor-double';
import {createWorld, pendoOf, startVendorDouble} from './vendor-double';

/** One run of a world: what its models hold and what the command line says. */
interface Step {
  readonly one: Rows;
  readonly two: Rows | undefined;
  readonly onGone: 'keep' | 'clear';
  readonly nulls: 'skip' | 'clear';
  readonly mode: 'update' | 'upsert';
  readonly limit: number | undefined;
  readonly full: boolean;
  readonly verify: boolean;
  readonly percentMax: number;
}

type Rows = readonly {
  readonly key: string;
  readonly field: 'plan' | 'city' | 'nowhere';
  readonly value: string | null;
}[];

/** Keys that Pendo has, and that it has not. */
const key = fc.constantFrom('a', 'b', 'c', 'd', 'nobody1', 'nobody2');
const row = fc.record({
  key,
  field: fc.constantFrom('plan', 'plan', 'city', 'nowhere'),
  value: fc.constantFrom('x', 'y', null),
});
const rows = fc.uniqueArray(row, {selector: (one) => one.key, maxLength: 6});
const step: fc.Arbitrary<Step> = fc.record({
  one: rows,
  two: fc.option(rows, {nil: undefined}),
  onGone: fc.constantFrom('keep', 'clear'),
  nulls: fc.constantFrom('skip', 'clear'),
  mode: fc.constantFrom('update', 'update', 'upsert'),
  limit: fc.option(fc.integer({min: 1, max: 4}), {nil: undefined, freq: 4}),
  full: fc.constantFrom(false, false, true),
  verify: fc.constantFrom(false, false, true),
  percentMax: fc.constantFrom(100, 100, 30),
});

function sqlOf(given: Rows): string {
  const cell = (value: string | null): string => (value === null ? 'NULL' : `'${value}'`);
  const lines = given.map(({key: id, field, value}, index) => {
    const of = (name: string): string => cell(name === field ? value : null);
    return `(${index}, '${id}', ${of('plan')}, ${of('city')}, ${of('nowhere')})`;
  });
  const values = [...lines, "(99, '', NULL, NULL, NULL)"].join(', ');
  return `SELECT id, plan::VARCHAR AS plan, city::VARCHAR AS city, nowhere::VARCHAR AS nowhere
    FROM (VALUES ${values}) t(n, id, plan, city, nowhere) WHERE id <> '' ORDER BY n`;
}

/** Everything that a plan and its run must have in common. */
function figuresOf({outcome, objects, failure_kinds: kinds}: RunReport): unknown {
  return {
    outcome,
    kinds,
    objects: objects.map((object) => ({...countsOf(object), failed: object.outcome})),
  };
}

const NO_COUNTS: readonly string[] = ['plan', 'failure', 'rejection_examples', 'outcome'];

function countsOf(object: ObjectReport): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !NO_COUNTS.includes(name)));
}

describe('a dry run and the run after it', () => {
  let double: VendorDouble;
  beforeAll(async () => (double = await startVendorDouble()));
  afterAll(() => double.close());

  async function play(world: World, steps: readonly Step[]): Promise<void> {
    for (const [index, one] of steps.entries()) {
      const models = [
        {name: 'one', sql: sqlOf(one.one)},
        ...(one.two ? [{name: 'two', sql: sqlOf(one.two)}] : []),
      ];
      const setup: WorldSetup = {
        models,
        mappings: models.map(({name}) => ({
          ...{stream: name, object: 'pendo_visitors', mode: one.mode},
          ...{on_gone: one.onGone, gone_share_max: 0.7, on_drift: 'resend', nulls: one.nulls},
        })),
        destination: {
          ...pendoOf(double, {batch_size: 3}),
          rejected_records: {max_percent: one.percentMax},
        },
      };
      const {limit, full, verify} = one;
      const options = {choice: {full, verify, ...(limit !== undefined && {limit})}};
      const before = join(world.directory, 'before.duckdb');
      if (existsSync(world.warehouse)) copyFileSync(world.warehouse, before);
      const plan = await world.run(setup, {...options, dryRun: true});
      double.taken();
      const real = await world.run(setup, options);
      expect({index, ...(figuresOf(plan) as object)}).toEqual({
        index,
        ...(figuresOf(real) as object),
      });
      // Somebody changes a value at the vendor by hand.
      if (index % 2 === 0) double.held.set('a', {plan: 'by hand'});
    }
  }

  it('agree in verdict and every count, whatever the world', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 1, maxLength: 4}), async (steps) => {
        double.held.clear();
        const world = createWorld(double);
        try {
          await play(world, steps);
        } finally {
          world.clean();
        }
      }),
      {numRuns: Number(process.env['PLAN_WORLDS'] ?? 5)},
    );
  }, 300_000);

  it('both fail when everything is rejected, with the same exit code', async () => {
    double.held.clear();
    const world = createWorld(double);
    const model = {name: 'm', sql: "SELECT 'nobody' || i AS id, 'x' AS plan FROM range(55) r(i)"};
    const setup: WorldSetup = {
      models: [model],
      mappings: [{stream: 'm', object: 'pendo_visitors', mode: 'update'}],
      destination: pendoOf(double),
    };
    const plan = await world.run(setup, {dryRun: true});
    const real = await world.run(setup);
    expect(figuresOf(plan)).toEqual(figuresOf(real));
    expect(plan).toMatchObject({outcome: 'failed', objects: [{rejected: 55}]});
    expect(plan.objects[0]?.plan?.rejections).toMatchObject([
      {reason: 'not_found', count: 55, again: false, keys: ['nobody0', 'nobody1', 'nobody2']},
    ]);
    world.clean();
  });
});
