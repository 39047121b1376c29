import type {FaultAction} from '../../../src/sandbox/fault';
import type {RecordedRead} from '../../read/support/record-read';
import {openWorld, vendorNames, type World} from './support/open-world';
import {tablesAfter, type Tables} from './support/stream-tables';

/** Ways to fail, whose words all end up in messages. */
const FAILURES: readonly FaultAction[] = [
  {type: 'status', status: 500},
  {type: 'status', status: 401},
  {type: 'status', status: 403, html: true},
  {type: 'reset_before'},
];

describe('All vendors together', () => {
  let world: World;
  let read: RecordedRead;
  let tables: Tables;

  beforeAll(async () => {
    world = await openWorld();
    read = await world.read();
    tables = tablesAfter(read, world.streams);
  });
  afterAll(() => world.close());

  it('are read at once, each stream to its end', () => {
    expect(read.results.flatMap(({failure}) => failure?.message ?? [])).toEqual([]);
    const starts = new Map(
      world.names.map((name) => [name, read.events.findIndex((event) => event.stream === name)]),
    );
    const firstEnd = read.events.findIndex(({type}) => type === 'complete');
    const begun = [...starts].filter(([, at]) => at < firstEnd).map(([name]) => vendorOf(name));
    expect(new Set(begun).size).toBeGreaterThan(1);
  });

  it.each(vendorNames)('go on without %s when it is down', async (vendor) => {
    const down = {vendor, what: {type: 'status', status: 503}, when: {type: 'always'}} as const;
    const disturbed = await world.read({}, {faults: [down]});
    for (const {stream, failure, records} of disturbed.results) {
      const isDown = vendorOf(stream) === vendor;
      expect([stream, failure !== undefined]).toEqual([stream, isDown]);
      if (!isDown) expect([stream, records]).toEqual([stream, tables.get(stream)?.size]);
      else expect([stream, failure?.kind]).toEqual([stream, 'transient']);
    }
  });

  it('write no secret into events, log lines and failures', async () => {
    expect(world.secrets.length).toBeGreaterThanOrEqual(vendorNames.length);
    const echo: FaultAction = {
      type: 'status',
      status: 400,
      body: {error: {message: `refused: ${world.secrets.join(' ')}`}, detail: world.secrets},
    };
    const reads = [read];
    for (const what of [...FAILURES, echo]) reads.push(await world.read({}, {from: {n: 1, what}}));
    const texts = reads.flatMap(textsOf);
    expect(texts.some((text) => text.includes('failed'))).toBe(true);
    for (const secret of world.secrets) {
      expect([secret, texts.filter((text) => text.includes(secret))]).toEqual([secret, []]);
    }
  });

  it('write no secret into addresses of requests', () => {
    // The sandbox's log masks values of keys in a query: a mask shows that one was there.
    const requests = world.sandbox.requests().map((request) => JSON.stringify(request));
    expect(requests.length).toBeGreaterThan(100);
    expect(requests.filter((text) => text.includes('****'))).toEqual([]);
    for (const secret of world.secrets) {
      expect([secret, requests.some((text) => text.includes(secret))]).toEqual([secret, false]);
    }
  });

  it('name every configured account when all credentials are refused', async () => {
    world.sandbox.setFaults([{what: {type: 'status', status: 401}, when: {type: 'always'}}]);
    const failures = await Promise.all(world.open().map((source) => source.check()));
    world.sandbox.setFaults([]);
    const texts = failures.map((found) => found.map(({message}) => message).join('\n'));
    expect(texts.filter((text) => text === '')).toEqual([]);
    for (const secret of world.secrets) expect(texts.join('\n')).not.toContain(secret);
  });

  it('find nothing to complain about when all is well', async () => {
    const failures = await Promise.all(world.open().map((source) => source.check()));
    expect(failures.flat().map(({message}) => message)).toEqual([]);
  });

  /** Name of the section that a stream belongs to: SCIM streams are named after their service. */
  function vendorOf(stream: string): string {
    if (stream.includes('_scim_')) return 'scim';
    return vendorNames.find((name) => stream.startsWith(`${name}_`)) ?? stream;
  }
});

/** All that a read tells anybody, as text. */
function textsOf({events, kit}: RecordedRead): readonly string[] {
  const failures = events.flatMap((event) => {
    if (event.type !== 'failed') return [];
    const {message, detail = '', stack = ''} = event.failure;
    return [`failed: ${message}`, detail, stack, String(event.failure.cause())];
  });
  return [
    ...events.map((event) => (event.type === 'failed' ? '' : JSON.stringify(event))),
    ...kit.logged.map(({message}) => message),
    ...failures,
  ];
}
