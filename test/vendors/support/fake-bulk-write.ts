import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';

/** How a planted record fails. */
export type Planted = 'ok' | 'missing' | 'failed';

/** The styles in which servers answer a bulk write. */
export type AnswerStyle = 'counts' | 'missing' | 'texts' | 'quoted_texts';

export interface FakeBulkWrite {
  /** Ids in each request, in order. */
  readonly requests: string[][];
  /** Values that were really set, by id. */
  readonly written: Map<string, unknown>;
}

export interface FakeBulkOptions {
  readonly style: AnswerStyle;
  readonly truth: ReadonlyMap<string, Planted>;
  /** 413 above so many records. */
  readonly recordsMax?: number;
  /** A request with one of these gets 400. */
  readonly poison?: ReadonlySet<string>;
}

interface SentRecord {
  readonly visitorId: string;
  readonly values?: unknown;
  readonly custom?: unknown;
}

/** Answers bulk writes on both routes from planted truths until the test ends. */
export function fakeBulkWrite(options: FakeBulkOptions): FakeBulkWrite {
  const fake: FakeBulkWrite = {requests: [], written: new Map()};
  const answer = (_uri: string, body: unknown): [number, JsonObject | string] => {
    const records = body as SentRecord[];
    const ids = records.map(({visitorId}) => visitorId);
    fake.requests.push(ids);
    if (records.length > (options.recordsMax ?? Infinity)) return [413, 'too large'];
    if (ids.some((id) => options.poison?.has(id))) return [400, 'bad body'];
    for (const record of records) {
      if (fateOf(options, record.visitorId) !== 'ok') continue;
      fake.written.set(record.visitorId, record.values ?? record.custom);
    }
    return [200, countsOf(options, ids)];
  };
  const route = /\/metadata\/visitor\/(custom\/value|bulk)/;
  nock('https://app.pendo.io').persist().post(route).reply(answer);
  return fake;
}

function fateOf({truth}: FakeBulkOptions, id: string): Planted {
  return truth.get(id) ?? 'ok';
}

function countsOf(options: FakeBulkOptions, ids: readonly string[]): JsonObject {
  const missing = ids.filter((id) => fateOf(options, id) === 'missing');
  const failed = ids.filter((id) => fateOf(options, id) === 'failed');
  const counts = {total: ids.length, failed: missing.length + failed.length};
  const full = {kind: 'visitor', ...counts, updated: ids.length - counts.failed};
  switch (options.style) {
    case 'counts':
      return counts;
    case 'missing':
      return {...full, missing};
    case 'texts':
      return {
        ...full,
        missing: null,
        errors: [...missing, ...failed].map((id) => `${id}: refused`),
      };
    case 'quoted_texts':
      return {...full, missing, errors: failed.map((id) => `visitor "${id}" has a bad value`)};
  }
}
