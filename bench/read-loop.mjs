/**
 * The yardstick for reading: the least that any program must do to move the same pages to the same
 * output (axios, JSON.parse, JSON.stringify). No retries, no limits, no state, no masking.
 * Arguments: the server's address, streams with commas, page size of Pendo.
 */
import {once} from 'node:events';
import http from 'node:http';
import axios from 'axios';

const [origin, streams, pageSizeText] = process.argv.slice(2);
const pageSize = Number(pageSizeText);
const client = axios.create({
  baseURL: origin,
  httpAgent: new http.Agent({keepAlive: true}),
  responseType: 'text',
  transformResponse: (text) => text,
});

async function write(stream, rows) {
  const lines = rows.map((row) =>
    JSON.stringify({type: 'RECORD', record: {stream, emitted_at: Date.now(), data: row}}),
  );
  if (!process.stdout.write(`${lines.join('\n')}\n`)) await once(process.stdout, 'drain');
}

const loops = {
  pendo_visitors: async () => {
    let after = '';
    for (;;) {
      const answer = await client.post('/api/v1/aggregation', {
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
      await write('pendo_visitors', rows);
      if (rows.length < pageSize) return;
      after = rows[rows.length - 1].visitorId;
    }
  },
  pagerduty_users: async () => {
    for (let offset = 0, more = true; more; offset += 100) {
      const answer = await client.get(`/pagerduty/users?limit=100&offset=${offset}`);
      const body = JSON.parse(answer.data);
      await write('pagerduty_users', body.users);
      more = body.more;
    }
  },
  pandadoc_members: async () => {
    const answer = await client.get('/pandadoc/members');
    await write('pandadoc_members', JSON.parse(answer.data).results);
  },
  pipedrive_users: async () => {
    const answer = await client.get('/pipedrive/users');
    await write('pipedrive_users', JSON.parse(answer.data).data);
  },
};

for (const stream of streams.split(',')) await loops[stream]();
