import {ENDLESS, serveUseless, uselessAnswers} from '../../support/useless-server';
import {openWorld, statesAfter, vendorNames, type States, type World} from './support/open-world';
import {factsOf} from './support/vendor-facts';

/** So long is waited for each answer. */
const SHORT_MS = 20;

/** One of each kind: a token endpoint is asked through the same client as all else. */
const OF_TOKENS = [...ENDLESS, 'that switch protocols', 'without content', 'of a part'];

/** With a key, and with a token that must be asked for first. */
const ways = vendorNames.flatMap((vendor) => {
  const oauth = factsOf(vendor).splits.filter(({name}) => name.includes('OAuth'));
  return [
    {vendor, split: undefined, name: 'a key', kinds: Object.keys(uselessAnswers)},
    ...oauth.map((split) => ({vendor, split, name: split.name, kinds: OF_TOKENS})),
  ];
});

describe.each(ways)('A read of $vendor with $name, from a server', ({vendor, split, kinds}) => {
  let world: World;
  let states: States;

  beforeAll(async () => {
    world = await openWorld({only: [vendor], ...(split !== undefined && {split})});
    states = statesAfter(await world.read(), world.names);
  });
  afterAll(() => world.close());

  it.each(kinds)('with answers %s, fails every stream in words', async (kind) => {
    const server = await serveUseless(kind);
    const endless = ENDLESS.includes(kind) ? {timeoutMaxMs: SHORT_MS} : {};
    const read = await world.read(states, {elsewhere: server.url, ...endless});
    await server.close();
    expect(read.results.map(({stream}) => stream)).toEqual(world.names);
    for (const {stream, failure, records} of read.results) {
      expect([stream, records, read.story(stream).at(-1)]).toEqual([stream, 0, 'failed']);
      expect(failure?.message).toMatch(/^.{30,}\.$/s);
      expect(failure?.message).not.toMatch(/this is a bug/i);
    }
  });
});
