/**
 * The yardstick for reading: the least that any program must do to move the same pages to the same
 * output (axios, JSON.parse, JSON.stringify). No retries, no limits, no state, no masking.
 * Arguments: base URL, page size.
 */
import {once} from 'node:events';
import http from 'node:http';
import axios from 'axios';

const [baseUrl, pageSizeText] = process.argv.slice(2);
const pageSize = Number(pageSizeText);
const client = axios.create({
  baseURL: baseUrl,
  httpAgent: new http.Agent({keepAlive: true}),
  responseType: 'text',
  transformResponse: (text) => text,
});

let after = '';
for (;;) {
  const answer = await client.post('/aggregation', {
    response: {mimeType: 'application/json'},
    request: {
      pipeline: [
        {source: {visitors: {identified: true}}},
        {filter: `visitorId > "${after}"`},
        {sort: ['visitorId']},
        {limit: pageSize},
      ],
    },
  });
  const rows = JSON.parse(answer.data).results;
  const lines = rows.map((row) =>
    JSON.stringify({
      type: 'RECORD',
      record: {stream: 'pendo_visitors', emitted_at: Date.now(), data: row},
    }),
  );
  if (!process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
  if (rows.length < pageSize) break;
  after = rows[rows.length - 1].visitorId;
}
