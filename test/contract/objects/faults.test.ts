import type {JsonObject} from '../../../src/core/json';
import type {Fault, FaultAction, FaultTrigger} from '../../../src/sandbox/fault';
import {objectCases} from './cases';
import type {ObjectCase} from './object-case';
import {inWorld, type World} from './world';
import {expectSums, fates, writeRows, type Written} from './write-rows';

const ROWS = 8;
const rowCount = ({faultRows = ROWS}: ObjectCase): number => faultRows;
const EVERY = 3;

/** What goes wrong at the n-th call, and whether it stays like that. */
const troubles: Readonly<Record<string, {what: FaultAction; stays: boolean}>> = {
  'answers 500 from then on': {what: {type: 'status', status: 500}, stays: true},
  'answers 500 once': {what: {type: 'status', status: 500}, stays: false},
  'is cut off before the work from then on': {what: {type: 'reset_before'}, stays: true},
  'is cut off before the work once': {what: {type: 'reset_before'}, stays: false},
  'is cut off after the work from then on': {what: {type: 'reset_after'}, stays: true},
  'is cut off after the work once': {what: {type: 'reset_after'}, stays: false},
  'is answered in half once': {what: {type: 'truncated'}, stays: false},
};

/** Chains of more calls than this take every fifth trouble at each call, unless EVERY_FAULT is set. */
const SHORT_CHAIN = 12;
const NTH_OF_LONG = 5;

function isTried(
  trouble: number,
  {n, calls}: {readonly n: number; readonly calls: number},
): boolean {
  const isWhole = calls <= SHORT_CHAIN || process.env['EVERY_FAULT'] !== undefined;
  return isWhole || (n + trouble) % NTH_OF_LONG === 0;
}

/** What an undisturbed run does and leaves. */
interface Quiet {
  readonly calls: number;
  readonly shown: unknown;
  readonly once: readonly string[];
  readonly fates: readonly string[];
}

const aBadOne = (objectCase: ObjectCase): (typeof objectCase.bad)[string] => {
  const kind = objectCase.bad['no key'];
  if (kind === undefined) throw new Error(`${objectCase.title} has no bad record`);
  return kind;
};

function rowsOf({objectCase, initial}: World): readonly JsonObject[] {
  return [
    ...Array.from({length: rowCount(objectCase) - 1}, (_, at) => objectCase.row(initial, at, 0)),
    aBadOne(objectCase).row(initial, rowCount(objectCase)),
  ];
}

async function undisturbed(objectCase: ObjectCase): Promise<Quiet> {
  return inWorld(objectCase, async (world) => {
    const rows = rowsOf(world);
    const written = await writeRows(world, rows, {every: EVERY});
    expect(written.failure).toBeUndefined();
    const dump = world.dump();
    return {
      calls: world.sandbox.requests().length,
      shown: objectCase.show(dump),
      once: objectCase.once(dump),
      fates: fates(written, rows),
    };
  });
}

function faultAt(n: number, {what, stays}: {what: FaultAction; stays: boolean}): readonly Fault[] {
  const when: FaultTrigger = stays ? {type: 'from', n} : {type: 'nth', n};
  return [{what, when}];
}

/** What must hold for a session whatever happened to it. */
function expectHonest(written: Written, rows: readonly JsonObject[]): void {
  expectSums(written);
  expect(written.passedTooEarly).toEqual([]);
  if (written.failure === undefined) {
    expect(written.summary.notTried).toBe(0);
    expect(written.checkpoint).toBe(rows.length);
  }
}

describe.each(objectCases)('a call that goes wrong while $title is written', (objectCase) => {
  let quiet: Quiet;
  beforeAll(async () => {
    quiet = await undisturbed(objectCase);
  });

  it.each(Object.entries(troubles).map(([title, trouble], at) => ({title, trouble, at})))(
    'and $title loses and repeats nothing, for every n',
    async ({trouble, at}) => {
      const {calls} = quiet;
      for (let n = 1; n <= calls; n += 1) {
        if (!isTried(at, {n, calls})) continue;
        await inWorld(objectCase, async (world) => {
          const {sandbox} = world;
          const rows = rowsOf(world);
          sandbox.setFaults(faultAt(n, trouble));
          const first = await writeRows(world, rows, {every: EVERY});
          expectHonest(first, rows);
          sandbox.setFaults([]);
          const rest = rows.slice(first.checkpoint);
          if (rest.length > 0) {
            const second = await writeRows(world, rest, {every: EVERY});
            expectSums(second);
            expect({n, failure: second.failure?.message}).toEqual({n, failure: undefined});
          }
          const told = fates(first, rows);
          if (first.failure === undefined) expect({n, told}).toEqual({n, told: quiet.fates});
          const ended = first.failure?.kind ?? 'well';
          // Where the one record that there is got lost on its way, all of them are rejected.
          const all = told.every((fate) => fate === 'unconfirmed');
          const good = all ? ['transient', 'well', 'data'] : ['transient', 'well'];
          expect(trouble.stays ? ['transient'] : good).toContain(ended);
          const dump = world.dump();
          expect({n, shown: objectCase.show(dump)}).toEqual({n, shown: quiet.shown});
          expect({n, once: objectCase.once(dump)}).toEqual({n, once: quiet.once});
        });
      }
    },
  );

  it('and is refused costs the records of that call at most, for every n', async () => {
    for (let n = 1; n <= quiet.calls; n += 1) {
      await inWorld(objectCase, async (world) => {
        const rows = rowsOf(world);
        world.sandbox.setFaults([{what: {type: 'status', status: 400}, when: {type: 'nth', n}}]);
        const written = await writeRows(world, rows, {every: EVERY});
        expectSums(written);
        expect(written.passedTooEarly).toEqual([]);
        if (written.failure !== undefined) return;
        expect(written.summary.notTried).toBe(0);
        const lost = fates(written, rows).filter((fate, row) => fate !== quiet.fates[row]);
        expect(lost.length).toBeLessThanOrEqual(objectCase.batch);
        expect(lost).not.toContain('not tried');
        expect(written.summary.rejected).toBe(1 + lost.length);
        if (lost.length === 0) expect(objectCase.show(world.dump())).toEqual(quiet.shown);
      });
    }
  });

  it.each([401, 403])(
    'and is answered %s ends the session at once as a fault of the credentials',
    async (status) => {
      const n = quiet.calls;
      await inWorld(objectCase, async (world) => {
        const rows = rowsOf(world);
        world.sandbox.setFaults([{what: {type: 'status', status}, when: {type: 'from', n}}]);
        const written = await writeRows(world, rows, {every: EVERY});
        expectHonest(written, rows);
        expect(['auth', 'config']).toContain(written.failure?.kind);
        expect(world.sandbox.requests().length - n).toBeLessThan(6);
      });
    },
  );
});
