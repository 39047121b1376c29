import fc from 'fast-check';
import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {fakeAggregation} from '../support/fake-aggregation';
import {fakeBulkWrite, type AnswerStyle, type Planted} from '../support/fake-bulk-write';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {openPendo, pendoApi, pendoSchema, record, sendAll, shortly} from '../support/pendo-writing';

useNockStrictly();

const api = () => nock(pendoApi);

async function openWriter(section: JsonObject = {}) {
  api().get('/metadata/schema/visitor').reply(200, pendoSchema);
  return openPendo({requests_per_second: 1000, ...section}).openWriter('pendo_visitors');
}

const batch = (...ids: string[]) => ids.map((id) => record(id, {plan: 'pro'}));
const answers = (...bodies: JsonObject[]) => {
  for (const body of bodies) api().post('/metadata/visitor/custom/value').reply(200, body);
};

describe('the outcome of each record of a batch', () => {
  it('is written when nothing failed', async () => {
    const writer = await openWriter();
    answers({kind: 'visitor', total: 3, updated: 3, failed: 0, missing: null, errors: null});
    expect(shortly(await sendAll(writer, batch('a', 'b', 'c')))).toEqual([
      'written',
      'written',
      'written',
    ]);
  });

  it('is not_found for the ids in missing, though the status is 200 (Q1, Q2)', async () => {
    const writer = await openWriter();
    answers({kind: 'visitor', total: 3, updated: 2, failed: 1, missing: ['b']});
    const outcomes = await sendAll(writer, batch('a', 'b', 'c'));
    expect(shortly(outcomes)).toEqual(['written', 'not_found', 'written']);
  });

  it('is not_found for missing ids even when they are not counted as failed', async () => {
    const writer = await openWriter();
    answers(
      {total: 2, updated: 1, failed: 0, missing: ['a']},
      {total: 2, failed: 0, missing: ['a']},
    );
    const both = [await sendAll(writer, batch('a', 'b')), await sendAll(writer, batch('a', 'b'))];
    expect(both.map(shortly)).toEqual(Array(2).fill(['not_found', 'written']));
  });

  it('is refused, with the text, for an id that a text names', async () => {
    const writer = await openWriter();
    answers({
      total: 3,
      updated: 1,
      failed: 2,
      missing: ['user-3'],
      errors: ['visitor user-1: field plan has a bad value'],
    });
    const outcomes = await sendAll(writer, batch('user-1', 'user-2', 'user-3'));
    expect(shortly(outcomes)).toEqual(['refused_by_vendor', 'written', 'not_found']);
    expect(outcomes[0]).toMatchObject({answer: 'visitor user-1: field plan has a bad value'});
  });

  it('is not guessed from a text that fits another id, a word or a field', async () => {
    const truth = new Map<string, Planted>([['user-10', 'failed']]);
    const writer = await openWriter();
    const ids = ['user-1', 'user-10', 'plan', 'value', '12'];
    api()
      .post('/metadata/visitor/custom/value')
      .reply(200, {
        total: 5,
        updated: 4,
        failed: 1,
        errors: ['the value of field plan at position 12 is bad'],
      });
    const fake = fakeBulkWrite({style: 'counts', truth});
    const outcomes = await sendAll(writer, batch(...ids));
    expect(shortly(outcomes)).toEqual([
      'written',
      'refused_by_vendor',
      'written',
      'written',
      'written',
    ]);
    expect(fake.requests.length).toBeGreaterThan(0);
  });

  it('does not trust texts that name more records than failed', async () => {
    const writer = await openWriter();
    answers({total: 2, updated: 1, failed: 1, errors: ['"a" is like "b"', 'see "a"', 'see "b"']});
    const fake = fakeBulkWrite({style: 'counts', truth: new Map([['b', 'failed']])});
    expect(shortly(await sendAll(writer, batch('a', 'b')))).toEqual([
      'written',
      'refused_by_vendor',
    ]);
    expect(fake.requests).toEqual([['a'], ['b']]);
  });

  it('is found by halves when only counts come back', async () => {
    const truth = new Map<string, Planted>([['id-5', 'failed']]);
    const fake = fakeBulkWrite({style: 'counts', truth});
    const writer = await openWriter();
    const ids = Array.from({length: 8}, (_, index) => `id-${index}`);
    const outcomes = await sendAll(writer, batch(...ids));
    expect(outcomes.findIndex(({status}) => status === 'rejected')).toBe(5);
    expect(shortly(outcomes).filter((each) => each === 'written')).toHaveLength(7);
    // What is left of the failures after a half without any is in the other: it is not sent whole.
    expect(fake.requests.map((sent) => sent.length)).toEqual([8, 4, 2, 1, 1, 2]);
  });

  it('is refused for all without another request when all failed', async () => {
    const truth = new Map<string, Planted>([
      ['a', 'failed'],
      ['b', 'failed'],
      ['c', 'failed'],
    ]);
    const fake = fakeBulkWrite({style: 'counts', truth});
    const writer = await openWriter();
    expect(new Set(shortly(await sendAll(writer, batch('a', 'b', 'c'))))).toEqual(
      new Set(['refused_by_vendor']),
    );
    expect(fake.requests).toHaveLength(1);
  });

  it('is confirmed by reading when a record is counted nowhere', async () => {
    const writer = await openWriter();
    const custom = (plan: string) => ({metadata: {custom: {plan, seats: 1}}});
    fakeAggregation([
      {visitorId: 'a', ...custom('pro')},
      {visitorId: 'b', ...custom('free')},
    ]);
    answers({total: 3, updated: 2, failed: 0});
    const outcomes = await sendAll(writer, batch('a', 'b', 'c'));
    expect(shortly(outcomes)).toEqual(['written', 'unconfirmed', 'unconfirmed']);
  });

  it('comes from a second try when the total is wrong', async () => {
    const writer = await openWriter();
    answers({total: 1, updated: 1, failed: 0}, {total: 2, updated: 1, failed: 1, missing: ['b']});
    expect(shortly(await sendAll(writer, batch('a', 'b')))).toEqual(['written', 'not_found']);
  });

  it('is unconfirmed when the total stays wrong', async () => {
    const writer = await openWriter();
    answers({total: 1, updated: 1, failed: 0}, {total: 3, updated: 3, failed: 0});
    expect(shortly(await sendAll(writer, batch('a', 'b')))).toEqual(['unconfirmed', 'unconfirmed']);
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'ok'],
    ['a list', []],
    ['no total', {failed: 0}],
    ['no failures', {total: 2}],
    ['a negative count', {total: 2, failed: -1}],
  ])('is unknown when the answer is %s, so nothing counts as done', async (_what, body) => {
    const writer = await openWriter();
    const reply = body === undefined ? '' : JSON.stringify(body);
    api().post('/metadata/visitor/custom/value').reply(200, reply);
    await expect(sendAll(writer, batch('a', 'b'))).rejects.toMatchObject({
      kind: 'data',
      message: containing('does not say what was written'),
    });
  });

  it('is found by halves when a request is too large, and too_large for a record that is (413)', async () => {
    const fake = fakeBulkWrite({style: 'missing', truth: new Map(), recordsMax: 2});
    const writer = await openWriter();
    const five = batch('a', 'b', 'c', 'd', 'e');
    expect(new Set(shortly(await sendAll(writer, five)))).toEqual(new Set(['written']));
    expect([...fake.written.keys()].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    nock.cleanAll();
    fakeBulkWrite({style: 'missing', truth: new Map(), recordsMax: 0});
    expect(shortly(await sendAll(writer, batch('a', 'b')))).toEqual(['too_large', 'too_large']);
  });

  it('is refused for the record that Pendo takes as a bad request (400), not for its neighbours', async () => {
    fakeBulkWrite({style: 'missing', truth: new Map(), poison: new Set(['c'])});
    const writer = await openWriter();
    const outcomes = await sendAll(writer, batch('a', 'b', 'c', 'd'));
    expect(shortly(outcomes)).toEqual(['written', 'written', 'refused_by_vendor', 'written']);
    expect(outcomes[2]).toMatchObject({answer: 'HTTP 400: bad body', words: 'bad body'});
  });

  it.each([401, 403])('is unknown when the key is refused (%i): the work stops', async (status) => {
    const writer = await openWriter();
    api().post('/metadata/visitor/custom/value').reply(status, 'read only key');
    await expect(sendAll(writer, batch('a'))).rejects.toMatchObject({
      kind: 'auth',
      message: containing('Allow Write Access'),
    });
  });

  it('equals the truth, whichever records fail and however the server answers', async () => {
    const fate = fc.constantFrom<Planted>('ok', 'ok', 'ok', 'ok', 'missing', 'failed');
    const id = fc.oneof(fc.string({minLength: 1}), fc.stringMatching(/^[a-z]{4}-[0-9]{1,3}$/));
    const data = fc.uniqueArray(fc.tuple(id, fate), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 40,
    });
    const style = fc.constantFrom<AnswerStyle>('counts', 'missing', 'texts', 'quoted_texts');
    const poisoned = fc.option(fc.nat(39), {freq: 3});
    await fc.assert(
      fc.asyncProperty(
        data,
        style,
        poisoned,
        fc.option(fc.integer({min: 1, max: 40})),
        async (entries, how, at, max) => {
          nock.cleanAll();
          const poison = new Set(at === null || entries[at] === undefined ? [] : [entries[at][0]]);
          const truth = new Map(entries);
          const fake = fakeBulkWrite({
            style: how,
            truth,
            poison,
            ...(max !== null && {recordsMax: max}),
          });
          const writer = await openWriter(how === 'counts' ? {metadata_api: 'bulk'} : {});
          const outcomes = await sendAll(writer, batch(...truth.keys()));
          const expected = entries.map(([key, planted]) =>
            planted === 'ok' && !poison.has(key) ? 'written' : 'rejected',
          );
          expect(outcomes.map(({status}) => status)).toEqual(expected);
          const written = entries.filter((_, index) => expected[index] === 'written');
          expect([...fake.written.keys()].sort()).toEqual(written.map(([key]) => key).sort());
        },
      ),
      {numRuns: 60},
    );
  }, 60_000);
});

describe('a plan for Pendo', () => {
  const signal = new AbortController().signal;

  async function plan(section: JsonObject, records: ReturnType<typeof record>[]) {
    const writer = await openWriter(section);
    const prepared = records.map((each) => writer.prepare(each));
    return writer.plan(
      prepared.flatMap((each) => (each.ok ? [each.prepared] : [])),
      signal,
    );
  }

  const current = {
    visitorId: 'a',
    metadata: {custom: {plan: 'free', seats: 3, renewaldate: 1_772_323_200_000, tags: ['x']}},
  };

  it('names the fields that would change, with old and new value', async () => {
    fakeAggregation([current]);
    const fields = {plan: 'pro', seats: 3, renewaldate: '2026-03-01', tags: ['x'], paying: true};
    expect(await plan({}, [record('a', fields)])).toEqual([
      {
        status: 'update',
        changes: [
          {field: 'plan', from: 'free', to: 'pro'},
          {field: 'paying', to: true},
        ],
        notes: [],
      },
    ]);
  });

  it('knows what is unchanged, what is not found and what would be created', async () => {
    fakeAggregation([current]);
    expect(
      await plan({}, [
        record('a', {plan: 'free', paying: null}),
        record('zoe', {plan: 'pro'}),
        record('zoe', {plan: 'pro'}, 'upsert'),
        record('nobody', {}),
      ]),
    ).toEqual([
      expect.objectContaining({status: 'update', changes: []}),
      {status: 'rejected', reason: 'not_found', message: containing('no record with this id')},
      {status: 'create', changes: [{field: 'plan', to: 'pro'}], notes: []},
      {status: 'unchanged'},
    ]);
  });

  it('asks for a hundred ids at a time, and writes nothing', async () => {
    const ids = Array.from({length: 250}, (_, index) => `say "${index}"`);
    const fake = fakeAggregation(ids.map((visitorId) => ({visitorId, metadata: {}})));
    const plans = await plan(
      {},
      ids.map((id) => record(id, {plan: 'pro'})),
    );
    expect(new Set(plans.map(({status}) => status))).toEqual(new Set(['update']));
    expect(fake.asked.map(({limit}) => limit)).toEqual([100, 100, 50]);
  });

  it('works with a server that ignores filters and shows ids only', async () => {
    fakeAggregation([{visitorId: 'a', accountId: 'x'}, {visitorId: 'b'}], {ignoresPipeline: true});
    expect(await plan({metadata_api: 'bulk'}, [record('a', {plan: 'pro'})])).toEqual([
      {
        status: 'update',
        changes: [{field: 'plan', to: 'pro'}],
        notes: ['Pendo does not show the current values.'],
        unread: true,
      },
    ]);
  });

  it('names the fields that would be created first, and creates none', async () => {
    fakeAggregation([current]);
    expect(await plan({unknown_fields: 'create'}, [record('a', {colour: 'teal'})])).toMatchObject([
      {status: 'update', notes: ['Field colour would be created in Pendo first.']},
    ]);
  });
});

describe('the check of Pendo as a destination', () => {
  it('reads what the writers read, and writes nothing', async () => {
    api().get('/token/verify').reply(404);
    api().get('/metadata/schema/visitor').reply(404);
    api().get('/metadata/schema/account').reply(404);
    expect(await openPendo().check()).toEqual([]);
  });

  it('reports a refused key once', async () => {
    api().get('/token/verify').reply(403);
    const failures = await openPendo().check();
    expect(failures.map(({kind}) => kind)).toEqual(['auth']);
  });
});
