import fc from 'fast-check';
import {Failure} from '../../src/core/failure';
import type {JsonObject} from '../../src/core/json';
import type {Mapping} from '../../src/write/mapping/mapping';
import type {RecordOutcome, WriteEvent, WriteSession} from '../../src/write/session/session';
import {openWriteSession} from '../../src/write/session/write-session';
import {createMemoryVendor} from './support/memory-vendor';
import type {MemoryVendor} from './support/memory-vendor';
import {createBench, createRejectedMemory, inVirtualTime, mapping} from './support/run-session';
import type {Bench, Step} from './support/run-session';

const OBJECTS = ['visitors', 'accounts'] as const;

/** Stream `users` feeds both objects, `people` one of them; keys of the two never meet. */
const MAPPINGS: readonly Mapping[] = [
  mapping('users', 'visitors'),
  mapping('users', 'accounts', {keyColumn: 'account'}),
  mapping('people', 'visitors'),
];

const limitsOf = fc.record({
  recordsMax: fc.integer({min: 1, max: 5}),
  bytesMax: fc.integer({min: 120, max: 400}),
  concurrency: fc.integer({min: 1, max: 3}),
});

const dataOf = (stream: string): fc.Arbitrary<JsonObject> =>
  fc.record(
    {
      id: fc.option(
        fc.integer({min: 1, max: 6}).map((key) => `${stream}${key}`),
        {freq: 8},
      ),
      account: fc.option(
        fc.integer({min: 1, max: 4}).map((key) => `${stream}-co${key}`),
        {freq: 8},
      ),
      group: fc.constantFrom('', 'g'),
      bad: fc.oneof({weight: 6, arbitrary: fc.constant('no')}, fc.constantFrom('prepare', 'send')),
      a: fc.integer({min: 0, max: 9}),
      b: fc.string({maxLength: 30}),
      nested: fc.record({x: fc.integer({min: 0, max: 2})}),
      _airbyte_raw_id: fc.constant('raw'),
    },
    {requiredKeys: ['id', 'account', 'group', 'bad']},
  );

const stepOf: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .constantFrom('users', 'people')
      .chain((stream) => dataOf(stream).map((data): Step => ({type: 'record', stream, data}))),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom('users', 'people', '__noop__')
      .map((stream): Step => ({type: 'checkpoint', stream})),
  },
  {
    weight: 1,
    arbitrary: fc.integer({min: 1, max: 9_000}).map((ms): Step => ({type: 'pause', ms})),
  },
);

const scenarioOf = fc.record({
  steps: fc.array(stepOf, {maxLength: 80}),
  visitors: limitsOf,
  accounts: limitsOf,
  latencies: fc.array(fc.integer({min: 0, max: 5_000}), {minLength: 1, maxLength: 7}),
  durableMs: fc.constantFrom(0, 3, 4_000),
  grouped: fc.boolean(),
});

type Scenario = typeof scenarioOf extends fc.Arbitrary<infer T> ? T : never;

interface Run extends Bench {
  readonly vendors: Readonly<Record<string, MemoryVendor>>;
  readonly session: WriteSession<number>;
}

interface Faults {
  readonly send?: {readonly at: number; readonly when: 'before' | 'after'};
  readonly emit?: number;
  readonly keep?: number;
}

/** `remote` carries what the vendors hold from an earlier run. */
function openRun(scenario: Scenario, faults: Faults = {}, remote?: Run, dryRun = false): Run {
  const bench = createBench({}, MAPPINGS);
  const vendors: Record<string, MemoryVendor> = {};
  for (const object of OBJECTS) {
    const vendor = createMemoryVendor({
      limits: scenario[object],
      clock: bench.clock,
      latencyMs: (send) => scenario.latencies[send % scenario.latencies.length] ?? 0,
      grouped: scenario.grouped,
      failAt: (send) => (send === faults.send?.at ? faults.send.when : undefined),
    });
    for (const [key, fields] of remote?.vendors[object]?.held ?? []) vendor.held.set(key, fields);
    vendors[object] = vendor;
  }
  let emitted = 0;
  const rejected = createRejectedMemory(bench.clock, scenario.durableMs, faults.keep);
  const session = openWriteSession<number>({
    ...bench.options,
    dryRun,
    rejectedPercentMax: 100,
    objects: OBJECTS.map((name) => ({name, keys: ['id'], operations: ['update']})),
    openWriter: async (object) => vendors[object]?.writer ?? Promise.reject(new Error(object)),
    emit: async (event) => {
      emitted += 1;
      if (emitted === faults.emit) throw new Error('pipe closed');
      bench.events.push(event);
    },
    rejected,
  });
  return {...bench, rejected, vendors, session};
}

/** Gives steps (token = their index) until the session ends; gives what ended it, if anything. */
async function give(
  run: Run,
  steps: readonly Step[],
  isDue: (index: number) => boolean = () => true,
): Promise<unknown> {
  const drive = async (): Promise<void> => {
    for (const [index, step] of steps.entries()) {
      if (!isDue(index)) continue;
      if (step.type === 'pause') await run.clock.sleep(step.ms);
      else if (step.type === 'checkpoint') await run.session.checkpoint({name: step.stream}, index);
      else {
        await run.session.record({stream: step.stream, position: index}, step.data);
        expectBounded(run);
      }
    }
  };
  return inVirtualTime(
    run.clock,
    drive()
      .catch((error: unknown) => {
        if (!(error instanceof Failure)) throw error;
      })
      .then(() => run.session.finish())
      .then(
        () => undefined,
        (error: unknown) => {
          if (!(error instanceof Failure)) throw error;
          return error;
        },
      ),
  );
}

/** Once the session lets the source go on, no object holds more than it may. */
function expectBounded({session, vendors}: Run): void {
  for (const {object, notTried} of session.summary().objects) {
    const {recordsMax = 0, concurrency = 0} = vendors[object]?.writer.limits ?? {};
    expect(notTried).toBeLessThanOrEqual(recordsMax * (concurrency + 2));
  }
}

function outcomesOf(events: readonly WriteEvent<number>[]): readonly RecordOutcome[] {
  return events.flatMap((event) => (event.type === 'outcomes' ? event.outcomes : []));
}

function recordsFor(steps: readonly Step[], object: string): readonly number[] {
  const streams = MAPPINGS.filter((one) => one.object === object).map(({stream}) => stream);
  return steps.flatMap((step, index) =>
    step.type === 'record' && streams.includes(step.stream) ? [index] : [],
  );
}

function expectExactOutcomes(run: Run, steps: readonly Step[]): void {
  for (const {object, ...counts} of run.session.summary().objects) {
    const outcomes = outcomesOf(run.events).filter(({record}) => record.object === object);
    const positions = outcomes.map(({record}) => record.origin.position).sort((a, b) => a - b);
    expect(positions).toEqual(recordsFor(steps, object));
    const merged = outcomes.filter((one) => one.merged && one.outcome.status !== 'rejected');
    const rejected = outcomes.filter(({outcome}) => outcome.status === 'rejected');
    expect(counts).toMatchObject({
      received: outcomes.length,
      written: outcomes.length - merged.length - rejected.length,
      merged: merged.length,
      rejected: rejected.length,
      notTried: 0,
    });
  }
  const keyOf = (record: {object: string; origin: {position: number}}): string =>
    `${record.object} ${record.origin.position}`;
  expect(run.rejected.kept.map(({record}) => keyOf(record)).sort()).toEqual(
    outcomesOf(run.events)
      .filter(({outcome}) => outcome.status === 'rejected')
      .map(({record}) => keyOf(record))
      .sort(),
  );
}

/** No checkpoint before the outcomes of all earlier records of its stream; in order; with true counts. */
function expectHonestCheckpoints(run: Run, steps: readonly Step[]): readonly number[] {
  const settled = new Map<string, Map<number, boolean>>();
  const last = new Map<string, number>();
  const passed: number[] = [];
  for (const event of run.events) {
    if (event.type === 'outcomes') {
      for (const {record, outcome} of event.outcomes) {
        const byPosition = settled.get(record.object) ?? new Map<number, boolean>();
        settled.set(
          record.object,
          byPosition.set(record.origin.position, outcome.status === 'rejected'),
        );
      }
    }
    if (event.type !== 'checkpoint') continue;
    const stream = streamOf(steps[event.token]);
    const from = last.get(stream) ?? -1;
    expect(event.token).toBeGreaterThan(from);
    const counts = {recordCount: 0, rejectedRecordCount: 0};
    for (let index = from + 1; index < event.token; index += 1) {
      const step = steps[index];
      if (step?.type !== 'record' || step.stream !== stream) continue;
      const objects = MAPPINGS.filter((one) => one.stream === stream).map(({object}) => object);
      const rejections = objects.map((object) => settled.get(object)?.get(index));
      expect(rejections).not.toContain(undefined);
      if (rejections.includes(true)) counts.rejectedRecordCount += 1;
      else counts.recordCount += 1;
    }
    expect(event.stats).toEqual(counts);
    last.set(stream, event.token);
    passed.push(event.token);
  }
  return passed;
}

function streamOf(step: Step | undefined): string {
  return step === undefined || step.type === 'pause' ? '' : step.stream;
}

function expectFitBatches(run: Run, scenario: Scenario): void {
  for (const object of OBJECTS) {
    const vendor = run.vendors[object];
    const {recordsMax, bytesMax} = scenario[object];
    const lastSent = new Map<string, number>();
    expect(vendor?.overlaps).toBe(0);
    for (const {records, bytes, groups} of vendor?.batches ?? []) {
      expect(records.length).toBeLessThanOrEqual(recordsMax);
      expect(bytes).toBeLessThanOrEqual(bytesMax);
      if (scenario.grouped) expect(groups).toHaveLength(1);
      expect(new Set(records.map(({key}) => key)).size).toBe(records.length);
      for (const {key, origin} of records) {
        expect(origin.position).toBeGreaterThan(lastSent.get(key) ?? -1);
        lastSent.set(key, origin.position);
      }
    }
  }
}

/** What the vendors must hold: the accepted records of each key, one after the other. */
function expectHeld(run: Run): void {
  for (const object of OBJECTS) {
    const held = new Map<string, JsonObject>();
    const accepted = outcomesOf(run.events)
      .filter(({record, outcome}) => record.object === object && outcome.status !== 'rejected')
      .map(({record}) => record)
      .sort((a, b) => a.origin.position - b.origin.position);
    for (const {key, fields} of accepted) held.set(key, {...held.get(key), ...fields});
    expect(run.vendors[object]?.held).toEqual(held);
  }
}

describe('a session over any input, with any limits, latencies and rejections', () => {
  it('gives each record one outcome, keeps the order of each key, and passes each checkpoint in time', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioOf, async (scenario) => {
        const run = openRun(scenario);
        const ended = await give(run, scenario.steps);
        expectExactOutcomes(run, scenario.steps);
        expectFitBatches(run, scenario);
        expectHeld(run);
        const passed = expectHonestCheckpoints(run, scenario.steps);
        const given = scenario.steps.flatMap((step, index) =>
          step.type === 'checkpoint' ? [index] : [],
        );
        const sorted = [...passed].sort((a, b) => a - b);
        // A session that fails for its rejections confirms no more than it had to by then.
        if (ended === undefined) expect(sorted).toEqual(given);
        else expect(given).toEqual(expect.arrayContaining(sorted));
      }),
      {numRuns: 120},
    );
  });

  it('writes nothing and passes no checkpoint in a dry run, and plans each record once', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioOf, async (scenario) => {
        const run = openRun(scenario, {}, undefined, true);
        // What would all be rejected fails as the run would, and is planned all the same.
        const failed = await give(run, scenario.steps);
        if (failed !== undefined) expect(failed).toMatchObject({kind: 'data'});
        for (const object of OBJECTS) {
          expect(run.vendors[object]?.sends).toBe(0);
          const planned = run.events.flatMap((event) =>
            event.type === 'plans' ? event.plans : [],
          );
          const positions = planned
            .filter(({record}) => record.object === object)
            .map(({record}) => record.origin.position);
          expect(positions.sort((a, b) => a - b)).toEqual(recordsFor(scenario.steps, object));
        }
        expect(run.events.filter(({type}) => type !== 'plans')).toEqual([]);
      }),
      {numRuns: 50},
    );
  });
});

describe('a session that breaks anywhere', () => {
  const faultOf: fc.Arbitrary<Faults> = fc.oneof(
    fc.record({
      send: fc.record({
        at: fc.integer({min: 1, max: 12}),
        when: fc.constantFrom('before' as const, 'after' as const),
      }),
    }),
    fc.record({emit: fc.integer({min: 1, max: 25})}),
    fc.record({keep: fc.integer({min: 1, max: 8})}),
  );

  it('passes no checkpoint whose records are not settled, and counts the rest as not tried', async () => {
    await fc.assert(
      fc.asyncProperty(scenarioOf, faultOf, async (scenario, faults) => {
        const run = openRun(scenario, faults);
        await give(run, scenario.steps);
        expectHonestCheckpoints(run, scenario.steps);
        expectFitBatches(run, scenario);
        for (const counts of run.session.summary().objects) {
          const {received, written, unchanged, merged, rejected, notTried} = counts;
          expect(written + unchanged + merged + rejected + notTried).toBe(received);
          expect(notTried).toBeGreaterThanOrEqual(0);
        }
        expect(run.rejected.closed).toBe(1);
      }),
      {numRuns: 120},
    );
  });

  /** The vendor's rejections here depend on the key alone: what is merged differs from run to run. */
  const soundSteps = (steps: readonly Step[]): readonly Step[] =>
    steps.map((step) =>
      step.type === 'record' ? {...step, data: {...step.data, bad: 'no', group: ''}} : step,
    );

  it('ends, after the n-th send failed and a second run, with the data of an undisturbed run', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenarioOf,
        fc.constantFrom('before' as const, 'after' as const),
        async (scenario, when) => {
          const steps = soundSteps(scenario.steps);
          const calm = openRun(scenario);
          await give(calm, steps);
          const sends = Math.max(...OBJECTS.map((object) => calm.vendors[object]?.sends ?? 0));
          for (let at = 1; at <= sends; at += 1) {
            const broken = openRun(scenario, {send: {at, when}});
            await give(broken, steps);
            const passed = expectHonestCheckpoints(broken, steps);
            const resumed = openRun(scenario, {}, broken);
            const isDue = (index: number): boolean => {
              const stream = streamOf(steps[index]);
              const acknowledged = passed.filter((token) => streamOf(steps[token]) === stream);
              return index > Math.max(-1, ...acknowledged);
            };
            await give(resumed, steps, isDue);
            for (const object of OBJECTS) {
              expect(resumed.vendors[object]?.held).toEqual(calm.vendors[object]?.held);
            }
          }
        },
      ),
      {numRuns: 40},
    );
  });
});
