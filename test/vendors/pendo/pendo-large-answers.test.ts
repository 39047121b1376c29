import {randomBytes} from 'node:crypto';
import type {JsonObject} from '../../../src/core/json';
import type {HttpClient} from '../../../src/http/request';
import {createHttpClient} from '../../../src/http/http-client';
import {headerAuth} from '../../../src/http/auth/auth';
import {createFetchRows} from '../../../src/vendors/pendo/fetch-rows';
import {policy, startServer} from '../../http/support';
import {createTestKit} from '../../support/test-kit';

const TOTAL = 730;
/** Rows of which about 220 fill an answer. */
const padding = randomBytes(36_000).toString('hex');

interface Question {
  readonly request: {readonly pipeline: readonly JsonObject[]};
}

function answerTo(body: string): {readonly asked: number; readonly text: string} {
  const {pipeline} = (JSON.parse(body) as Question).request;
  const after = /> "(\d*)"/.exec(JSON.stringify(pipeline).replaceAll('\\"', '"'))?.[1] ?? '';
  const asked = Number(pipeline.at(-1)?.['limit']);
  const from = after === '' ? 0 : Number(after) + 1;
  const count = Math.max(0, Math.min(asked, TOTAL - from));
  const results = Array.from({length: count}, (_, at) => ({
    visitorId: String(from + at).padStart(6, '0'),
    padding,
  }));
  return {asked, text: JSON.stringify({results})};
}

it('Pendo is asked for fewer rows when an answer is too large, and no row is missed', async () => {
  const asked: number[] = [];
  const server = await startServer((_, response, n) => {
    const answer = answerTo(server.requests[n - 1]?.body ?? '');
    asked.push(answer.asked);
    response.end(answer.text);
  });
  const kit = createTestKit();
  const client: HttpClient = createHttpClient({
    policy: policy({timeoutMs: 60_000}),
    baseUrl: server.url,
    auth: headerAuth('x-key', 'made-up'),
    kit,
  });
  const fetchRows = createFetchRows({
    client,
    kind: 'visitor',
    identifiedOnly: false,
    allApps: false,
    toRow: ({visitorId}) => ({visitorId: visitorId ?? null}),
    log: kit.log,
    clock: kit.clock,
  });
  const seen: unknown[] = [];
  const pages: number[] = [];
  for (let afterKey = ''; ;) {
    const {rows} = await fetchRows(
      {type: 'listing', afterKey},
      5_000,
      new AbortController().signal,
    );
    seen.push(...rows.map((row) => row['visitorId']));
    pages.push(rows.length);
    if (rows.length === 0) break;
    afterKey = String(rows.at(-1)?.['visitorId']);
  }
  await server.close();
  expect(seen).toHaveLength(TOTAL);
  expect(new Set(seen).size).toBe(TOTAL);
  // What comes in smaller answers is held in smaller pages, too.
  expect(Math.max(...pages)).toBeLessThanOrEqual(312);
  expect(asked.slice(0, 6)).toEqual([5_000, 2_500, 1_250, 625, 312, 156]);
});
