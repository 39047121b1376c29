import {Failure} from '../../src/core/failure';
import type {JsonObject} from '../../src/core/json';
import type {ReadContext, Row, Sweep, SweepPage} from '../../src/read/reader';
import {createTestKit} from '../support/test-kit';
import {createVirtualClock} from '../support/virtual-clock';
import {sourceOf, sweptStream} from './support/memory-source';
import {plan, recordRead, type RecordedRead} from './support/record-read';

const START_MS = Date.parse('2026-03-01T12:00:00Z');
const DAY_MS = 86_400_000;
const dayMs = (day: number): number => START_MS + day * DAY_MS;

interface Asked {
  readonly read: RecordedRead;
  /** What the sweep was told. */
  readonly changedSinceMs: number | undefined;
}

/** Reads `users` and `teams` of one sweep on a day; `ends` is what happens after the first page. */
async function readOn(
  day: number,
  more: {
    states?: Readonly<Record<string, JsonObject | undefined>>;
    names?: readonly string[];
    mode?: 'incremental' | 'full_refresh';
    fails?: boolean;
    rows?: readonly Row[];
  } = {},
): Promise<Asked> {
  const contexts: ReadContext[] = [];
  const rows = more.rows ?? [{id: 1}, {id: 2}, {id: 3}];
  const sweep: Sweep = {
    kind: 'sweep',
    streams: [sweptStream('users'), sweptStream('teams', {provesDeletions: false})],
    async *pages(_selected, context): AsyncGenerator<SweepPage> {
      contexts.push(context);
      yield new Map([
        ['users', rows],
        ['teams', rows],
      ]);
      if (more.fails === true) throw new Failure({kind: 'transient', message: 'Down.'});
    },
  };
  const names = more.names ?? ['users', 'teams'];
  const kit = createTestKit({clock: createVirtualClock(dayMs(day))});
  const read = await recordRead([sourceOf('acme', sweep)], plan(names, more.states, more.mode), {
    kit,
  });
  expect(contexts).toHaveLength(1);
  return {read, changedSinceMs: contexts[0]?.changedSinceMs};
}

const statesOf = ({read}: Asked) => ({users: read.state('users'), teams: read.state('teams')});

describe('the time since when a sweep may ask for changes', () => {
  it('is unknown in the first read, then the start of the last one', async () => {
    const first = await readOn(0);
    expect(first.changedSinceMs).toBeUndefined();
    const second = await readOn(1, {states: statesOf(first)});
    expect(second.changedSinceMs).toBe(dayMs(0));
    const third = await readOn(2, {states: statesOf(second)});
    expect(third.changedSinceMs).toBe(dayMs(1));
  });

  it('does not move with a read that broke off', async () => {
    const first = await readOn(0);
    const more = [{id: 1}, {id: 2}, {id: 3}, {id: 4}];
    const broken = await readOn(1, {states: statesOf(first), fails: true, rows: more});
    expect(broken.read.covered('users')).toHaveLength(1);
    const next = await readOn(2, {states: statesOf(broken)});
    expect(next.changedSinceMs).toBe(dayMs(0));
  });

  it('is unknown after a first read that broke off', async () => {
    const broken = await readOn(0, {fails: true});
    const next = await readOn(1, {states: statesOf(broken)});
    expect(next.changedSinceMs).toBeUndefined();
  });

  it('does not move when the brake refused the deletions', async () => {
    const first = await readOn(0, {rows: Array.from({length: 40}, (_, id) => ({id}))});
    const refused = await readOn(1, {states: statesOf(first), rows: [{id: 1}]});
    expect(refused.read.results[0]?.failure).toBeDefined();
    const next = await readOn(2, {states: statesOf(refused), names: ['users']});
    expect(next.changedSinceMs).toBe(dayMs(0));
  });

  it('is the oldest of the selected streams, and unknown when one of them is new', async () => {
    const first = await readOn(0);
    const users = await readOn(1, {states: statesOf(first), names: ['users']});
    const states = {users: users.read.state('users'), teams: first.read.state('teams')};
    expect((await readOn(2, {states})).changedSinceMs).toBe(dayMs(0));
    expect((await readOn(2, {states, names: ['users']})).changedSinceMs).toBe(dayMs(1));
    const withNew = await readOn(2, {states: {users: states.users}});
    expect(withNew.changedSinceMs).toBeUndefined();
  });

  it('is unknown for a full refresh, which wants everything', async () => {
    const first = await readOn(0);
    const full = await readOn(1, {states: statesOf(first), mode: 'full_refresh'});
    expect(full.changedSinceMs).toBeUndefined();
    // What it read in full, an incremental read may go on from.
    expect((await readOn(2, {states: statesOf(full)})).changedSinceMs).toBe(dayMs(1));
  });

  it('is unknown with a state of an earlier release', async () => {
    const states = statesOf(await readOn(0));
    const earlier = Object.fromEntries(
      Object.entries(states).map(([name, state]) => {
        const {completeMs, ...rest} = state ?? {};
        expect(completeMs).toBe(dayMs(0));
        return [name, rest];
      }),
    );
    const next = await readOn(1, {states: earlier});
    expect(next.changedSinceMs).toBeUndefined();
    expect(next.read.records('users')).toEqual([]);
  });
});
