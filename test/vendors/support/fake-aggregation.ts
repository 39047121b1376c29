import nock from 'nock';
import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {textOf} from './text-of';

/** A server's aggregation in a few lines, enough to answer the questions of the connector. */
export interface FakeAggregation {
  records: JsonObject[];
  /** Requests so far, without those that only prove the end of a list: filter and limit. */
  readonly asked: {filter: string; limit: number; source: unknown}[];
}

export interface FakeOptions {
  readonly kind?: 'visitor' | 'account';
  /** Answers everything, whatever is asked. */
  readonly ignoresPipeline?: boolean;
  /** Runs out of time above this limit. */
  readonly limitMax?: number;
}

const time = (record: JsonObject): number | undefined => {
  const {metadata} = record;
  const auto = isJsonObject(metadata) ? metadata['auto'] : undefined;
  const at = isJsonObject(auto) ? auto['lastupdated'] : undefined;
  return typeof at === 'number' ? at : undefined;
};

/** Answers POST /aggregation until the test ends. */
export function fakeAggregation(records: JsonObject[], options: FakeOptions = {}): FakeAggregation {
  const fake: FakeAggregation = {records, asked: []};
  const kind = options.kind ?? 'visitor';
  nock('https://app.pendo.io/api/v1')
    .persist()
    .post('/aggregation')
    .reply((_uri, body) => {
      const {source, filter, limit, isReversed} = questionOf(body);
      if (!isReversed && !filter.includes(' <= "')) fake.asked.push({filter, limit, source});
      if (options.ignoresPipeline === true) return [200, {results: fake.records}];
      if (limit > (options.limitMax ?? Infinity)) return [408, 'too slow'];
      const matching = fake.records.filter(matcher(filter, `${kind}Id`));
      const inOrder = sorted(matching, filter, `${kind}Id`);
      return [200, {results: (isReversed ? inOrder.reverse() : inOrder).slice(0, limit)}];
    });
  return fake;
}

function questionOf(body: unknown) {
  const {request} = body as {request: {pipeline: Record<string, unknown>[]}};
  const stage = (name: string): unknown => request.pipeline.find((each) => name in each)?.[name];
  const filter = stage('filter');
  return {
    source: stage('source'),
    filter: typeof filter === 'string' ? filter : '',
    limit: Number(stage('limit')),
    isReversed: String(stage('sort')).startsWith('-'),
  };
}

const unquote = (text: string): string => text.replace(/\\(.)/gsu, '$1');

/** Understands the filters of the connector, and nothing else. */
function matcher(filter: string, idField: string): (record: JsonObject) => boolean {
  const behind = new RegExp(
    `^(?:(.+) == (\\d+) && )?${idField} > "((?:[^"\\\\]|\\\\.)*)"(?: && ${idField} <= "((?:[^"\\\\]|\\\\.)*)")?$`,
    'su',
  ).exec(filter);
  if (behind) {
    const [, , at, after, through] = behind;
    return (record) =>
      (at === undefined || time(record) === Number(at)) &&
      textOf(record[idField]) > unquote(after ?? '') &&
      (through === undefined || textOf(record[idField]) <= unquote(through));
  }
  const window = /^\S+ >= (-?\d+) && \S+ <= (\d+)$/.exec(filter);
  if (window) {
    return (record) => {
      const at = time(record);
      return at !== undefined && at >= Number(window[1]) && at <= Number(window[2]);
    };
  }
  const ids = [...filter.matchAll(/ == "((?:[^"\\]|\\.)*)"/gsu)].map(([, id]) => unquote(id ?? ''));
  if (ids.length > 0) return (record) => ids.includes(textOf(record[idField]));
  if (filter === '') return () => true;
  throw new Error(`unknown filter ${filter}`);
}

function sorted(records: JsonObject[], filter: string, idField: string): JsonObject[] {
  const byTime = filter.includes(' >= ');
  return [...records].sort((a, b) => {
    const [x, y] = [time(a) ?? 0, time(b) ?? 0];
    if (byTime && x !== y) return x - y;
    return textOf(a[idField]) < textOf(b[idField]) ? -1 : 1;
  });
}
