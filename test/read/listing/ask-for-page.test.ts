import {Failure} from '../../../src/core/failure';
import {askForPage, brokenOff} from '../../../src/read/listing/ask-for-page';
import type {ListSource} from '../../../src/read/listing/list-source';
import {failureOf} from '../../http/support';

/** A list whose answers are too large above `sizeMax` rows. */
function source(sizeMax: number, overrides: Partial<ListSource<number>> = {}) {
  const asked: [number, number][] = [];
  const list: ListSource<number> = {
    vendor: 'Example',
    purpose: 'list people',
    pageSize: 12,
    first: 1,
    ask: (place, size) => {
      asked.push([place, size]);
      if (size <= sizeMax) return Promise.resolve({items: []});
      return Promise.reject(
        new Failure({kind: 'data', message: 'too large', code: 'answer_too_large'}),
      );
    },
    behind: (place) => place + 1,
    keyOf: () => undefined,
    ...overrides,
  };
  return {list, asked};
}

const refused = (status?: number): Failure =>
  new Failure({
    ...{kind: 'data', message: 'No.', detail: 'HTTP'},
    ...(status !== undefined && {status}),
  });

describe('A page whose answer is too large', () => {
  it('is asked for in the largest parts by which it can be cut, from the same row on', async () => {
    const {list, asked} = source(3, {
      resized: (place, from, to) => ((place - 1) * from) / to + 1,
    });
    const size = {now: 12};
    const {place} = await askForPage(list, {place: 3, size, hasBegun: true});
    expect(asked).toEqual([
      [3, 12],
      [5, 6],
      [9, 3],
    ]);
    expect([place, size.now]).toEqual([9, 3]);
  });

  it('is asked for at the same place where places are rows', async () => {
    const {list, asked} = source(5);
    await askForPage(list, {place: 30, size: {now: 25}, hasBegun: true});
    expect(asked).toEqual([
      [30, 25],
      [30, 5],
    ]);
  });

  it('fails when a single row is too large', async () => {
    const {list, asked} = source(0);
    const failure = await failureOf(askForPage(list, {place: 1, size: {now: 2}, hasBegun: false}));
    expect(failure.code).toBe('answer_too_large');
    expect(asked.map(([, size]) => size)).toEqual([2, 1]);
  });
});

describe('A page that is refused', () => {
  const refusing = (status: number) =>
    source(12, {ask: () => Promise.reject(refused(status))}).list;

  it('before the list has begun is refused with its status', async () => {
    const asked = {place: 1, size: {now: 12}, hasBegun: false};
    expect(await failureOf(askForPage(refusing(404), asked))).toMatchObject({status: 404});
  });

  it('within the list says that the list is not complete, without the status', async () => {
    const asked = {place: 1, size: {now: 12}, hasBegun: true};
    const failure = await failureOf(askForPage(refusing(404), asked));
    expect(failure).toMatchObject({kind: 'data', detail: 'HTTP'});
    expect(failure.status).toBeUndefined();
    expect(failure.message).toContain('Example answered HTTP 404 in the middle of the list');
    expect(failure.message).toContain('No.');
    expect(failure.cause()?.message).toBe('No.');
  });

  it.each([400, 403, 404, 410, 499, 501])('with %d says something of the list', (status) => {
    expect(brokenOff(source(1).list, refused(status)).status).toBeUndefined();
  });

  it.each([301, 401, 408, 425, 429, 500, 502, 503])('with %d is what it is', (status) => {
    expect(brokenOff(source(1).list, refused(status)).status).toBe(status);
  });

  it('without a status is what it is', () => {
    const failure = refused();
    expect(brokenOff(source(1).list, failure)).toBe(failure);
  });
});
