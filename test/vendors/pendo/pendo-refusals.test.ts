import fc from 'fast-check';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {fakeAggregation} from '../support/fake-aggregation';
import {fakeBulkWrite} from '../support/fake-bulk-write';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {openPendo, pendoApi, pendoSchema, record, sendAll, shortly} from '../support/pendo-writing';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

async function openWriter(section: JsonObject = {}, kit = createVendorKit()) {
  nock(pendoApi).get('/metadata/schema/visitor').reply(200, pendoSchema);
  return openPendo({requests_per_second: 1000, ...section}, kit).openWriter('pendo_visitors');
}

const ids = (count: number): string[] => Array.from({length: count}, (_, index) => `u-${index}`);
const batch = (...keys: string[]) => keys.map((id) => record(id, {plan: 'pro'}));

describe('a Pendo that rejects everything', () => {
  it('is noticed after few requests, with its words', async () => {
    const all = ids(1_000);
    const fake = fakeBulkWrite({style: 'counts', truth: new Map(), poison: new Set(all)});
    const writer = await openWriter({batch_size: 1_000});
    await expect(sendAll(writer, batch(...all))).rejects.toMatchObject({
      kind: 'data',
      message: containing('Pendo rejected everything that was sent to pendo_visitors'),
      words: 'bad body',
    });
    expect(fake.requests.length).toBeLessThan(100);
  });

  it('is noticed in small batches too, when nothing was ever taken', async () => {
    const all = ids(1_000);
    const fake = fakeBulkWrite({style: 'counts', truth: new Map(), poison: new Set(all)});
    const writer = await openWriter({batch_size: 10});
    const send = async (): Promise<void> => {
      for (let at = 0; at < all.length; at += 10) {
        await sendAll(writer, batch(...all.slice(at, at + 10)));
      }
    };
    await expect(send()).rejects.toThrow('rejected everything');
    expect(fake.requests.length).toBeLessThan(250);
  });

  it('is not one that refuses a few, wherever they stand: each is found, and quickly', async () => {
    const all = ids(1_000);
    const at = fc.oneof(
      fc.uniqueArray(fc.nat(999), {minLength: 1, maxLength: 10}),
      // Side by side.
      fc.nat(990).map((start) => Array.from({length: 10}, (_, index) => start + index)),
      fc.constantFrom([0], [999], [499]),
    );
    await fc.assert(
      fc.asyncProperty(at, async (positions) => {
        nock.cleanAll();
        const poison = new Set(positions.map((index) => `u-${index}`));
        const fake = fakeBulkWrite({style: 'counts', truth: new Map(), poison});
        const writer = await openWriter({batch_size: 1_000});
        const outcomes = await sendAll(writer, batch(...all));
        const rejected = all.filter((_, index) => outcomes[index]?.status === 'rejected');
        expect(new Set(rejected)).toEqual(poison);
        expect(fake.requests.length).toBeLessThanOrEqual(1 + 2 * 10 * poison.size);
      }),
      {numRuns: 6},
    );
  }, 60_000);
});

describe('what Pendo says beside a full count', () => {
  it.each(['errors', 'warnings'])(
    'as %s is told in log and remarks, without what records hold',
    async (name) => {
      const kit = createVendorKit();
      const writer = await openWriter({}, kit);
      nock(pendoApi)
        .post('/metadata/visitor/custom/value')
        .reply(200, {total: 2, updated: 2, failed: 0, [name]: ['user-1: "pro" is deprecated']});
      expect(shortly(await sendAll(writer, batch('user-1', 'user-2')))).toEqual([
        'written',
        'written',
      ]);
      expect(writer.remarks?.()).toEqual([containing('(answers: 1): "…: "…" is deprecated"')]);
      expect(kit.logged.filter(({level}) => level === 'WARN')).toEqual([
        {level: 'WARN', message: containing('is deprecated')},
      ]);
    },
  );
});

describe('an id that Pendo does not have', () => {
  const sendMissing = async (key: string, known: readonly string[]) => {
    const fake = fakeAggregation(known.map((visitorId) => ({visitorId})));
    const writer = await openWriter();
    nock(pendoApi)
      .post('/metadata/visitor/custom/value')
      .reply(200, {total: 1, updated: 0, failed: 1, missing: [key]});
    const [outcome] = await sendAll(writer, batch(key));
    return {outcome, remarks: writer.remarks?.(), asked: fake.asked};
  };

  it('but has in another letter case is told as such, without advice to create it', async () => {
    const {outcome, remarks} = await sendMissing('ada@example.com', ['Ada@Example.com', 'b']);
    expect(outcome).toMatchObject({
      reason: 'not_found',
      message: containing('differs only in case'),
    });
    expect(JSON.stringify(outcome)).not.toContain('upsert');
    expect(remarks).toEqual([containing('1 spellings here, 1 in Pendo')]);
  });

  it('in any case can be created with upsert', async () => {
    const {outcome, remarks, asked} = await sendMissing('new', ['b']);
    expect(outcome).toMatchObject({message: containing('or use mode upsert to create it')});
    expect(remarks).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('is rejected without false advice when Pendo cannot be asked for its ids', async () => {
    const writer = await openWriter();
    nock(pendoApi).post('/aggregation').reply(400, 'no');
    nock(pendoApi)
      .post('/metadata/visitor/custom/value')
      .reply(200, {total: 1, updated: 0, failed: 1, missing: ['a']});
    const [outcome] = await sendAll(writer, batch('a'));
    expect(outcome).toMatchObject({
      message: containing('and whether Pendo has an id that differs only in case'),
    });
  });
});
