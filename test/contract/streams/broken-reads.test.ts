import type {Fault, FaultAction} from '../../../src/sandbox/fault';
import type {RecordedRead} from '../../read/support/record-read';
import {openWorld, statesAfter, vendorNames, type World} from './support/open-world';
import {differences, isTombstone, keyOf, tablesAfter, type Tables} from './support/stream-tables';
import {factsOf} from './support/vendor-facts';

const OUTAGE: FaultAction = {type: 'status', status: 500};
/** Nothing is tried again, and what follows is answered. */
const REFUSAL: FaultAction = {type: 'status', status: 400};
const CUT_LINE: FaultAction = {type: 'reset_before'};
/** More calls than any undisturbed read of the small data makes. */
const CALLS_MAX = 200;
/** Longer reads are broken off at every other call, unless EVERY_FAULT is set. */
const SHORT_READ = 12;

/** Of a longer read: the odd calls in one test, the even ones in the other. */
function isTried(
  n: number,
  {calls, odd}: {readonly calls: number; readonly odd: boolean},
): boolean {
  const isWhole = calls <= SHORT_READ || process.env['EVERY_FAULT'] !== undefined;
  return isWhole || (n % 2 === 1) === odd;
}

describe.each(vendorNames)('A read of %s that breaks off', (vendor) => {
  let world: World;
  let undisturbed: Tables;
  let calls: number;

  beforeAll(async () => {
    world = await openWorld({only: [vendor]});
    undisturbed = tablesAfter(await world.read(), world.streams);
    calls = world.sandbox.requests().length;
  });
  afterAll(() => world.close());

  it('at any call goes on from its last state, and loses nothing', async () => {
    expect(calls).toBeLessThan(CALLS_MAX);
    for (let n = 1; n <= calls; n += 1) {
      if (!isTried(n, {calls, odd: true})) continue;
      const broken = await world.read({}, {from: {n, what: OUTAGE}});
      const problems = [...endProblems(world, broken), ...noFailure(broken)];
      expect([n, ...problems]).toEqual([n]);
      const rest = await world.read(statesAfter(broken, world.names));
      const joined = tablesAfter(rest, world.streams, tablesAfter(broken, world.streams));
      expect([n, ...differences(joined, undisturbed)]).toEqual([n]);
      expect([n, ...failuresOf(rest)]).toEqual([n]);
    }
  });

  it('because one call is refused goes on from its last state, and loses nothing', async () => {
    for (let n = 1; n <= calls; n += 1) {
      if (!isTried(n, {calls, odd: false})) continue;
      const refused: Fault = {what: REFUSAL, when: {type: 'nth', n}};
      const broken = await world.read({}, {faults: [refused]});
      expect([n, ...endProblems(world, broken)]).toEqual([n]);
      const first = tablesAfter(broken, world.streams);
      // A question that only looks for what was stepped over may be refused, and then nothing is missing.
      const isWhole = differences(first, undisturbed).length === 0;
      expect([n, isWhole || failuresOf(broken).length > 0]).toEqual([n, true]);
      const rest = await world.read(statesAfter(broken, world.names));
      const joined = tablesAfter(rest, world.streams, first);
      expect([n, ...differences(joined, undisturbed)]).toEqual([n]);
      expect([n, ...failuresOf(rest)]).toEqual([n]);
    }
  });

  it('at any call mistakes nothing that it did not see for deleted', async () => {
    const before = await world.read();
    const states = statesAfter(before, world.names);
    const known = tablesAfter(before, world.streams);
    for (const change of factsOf(vendor).changes) world.sandbox.change(vendor, change);
    world.sandbox.clearRequests();
    const undisturbedChanges = await world.read(states);
    expect(failuresOf(undisturbedChanges)).toEqual([]);
    const wanted = tablesAfter(undisturbedChanges, world.streams, known);
    const callsForChanges = world.sandbox.requests().length;
    for (let n = 1; n <= callsForChanges; n += 1) {
      if (!isTried(n, {calls: callsForChanges, odd: false})) continue;
      const broken = await world.read(states, {from: {n, what: CUT_LINE}});
      const cutShort = broken.results.filter(({failure}) => failure !== undefined);
      expect([n, cutShort.length > 0]).toEqual([n, true]);
      expect([n, ...cutShort.filter(({tombstones}) => tombstones > 0)]).toEqual([n]);
      expect([n, ...falseTombstones(world, broken, wanted)]).toEqual([n]);
      const rest = await world.read(statesAfter(broken, world.names, states));
      const first = tablesAfter(broken, world.streams, known);
      expect([n, ...differences(tablesAfter(rest, world.streams, first), wanted)]).toEqual([n]);
    }
  });

  it('by a single lost answer is not broken at all', async () => {
    const whole = tablesAfter(await world.read(), world.streams);
    for (let n = 1; n <= calls; n += 3) {
      const lost = {what: {type: 'truncated'}, when: {type: 'nth', n}} as const;
      const read = await world.read({}, {faults: [lost]});
      expect([n, ...failuresOf(read)]).toEqual([n]);
      expect([n, ...differences(tablesAfter(read, world.streams), whole)]).toEqual([n]);
    }
  });
});

/** Records that were called gone and are not. */
function falseTombstones(world: World, read: RecordedRead, wanted: Tables): readonly string[] {
  return world.streams.flatMap((stream) => {
    const {name} = stream.stream;
    const gone = read.records(name).filter(isTombstone);
    return gone.map((record) => keyOf(stream, record)).filter((key) => wanted.get(name)?.has(key));
  });
}

function noFailure(read: RecordedRead): readonly string[] {
  return failuresOf(read).length === 0 ? ['no stream failed'] : [];
}

function failuresOf(read: RecordedRead): readonly string[] {
  return read.results.flatMap(({stream, failure}) =>
    failure ? [`${stream}: ${failure.message}`] : [],
  );
}

/** Whether each stream's end was told as it was, and no deletion came from a first read. */
function endProblems(world: World, read: RecordedRead): readonly string[] {
  const problems = read.results.flatMap(({stream, failure, tombstones}) => {
    const end = read.story(stream).at(-1);
    const wanted = failure === undefined ? 'complete' : 'failed';
    return [
      ...(end === wanted ? [] : [`${stream} ended as ${end}`]),
      ...(tombstones === 0 ? [] : [`${stream} has ${tombstones} tombstones`]),
    ];
  });
  if (read.results.length !== world.names.length) problems.push('a stream has no result');
  return problems;
}
