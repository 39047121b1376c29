/**
 * A server that answers as fast as Node.js can: Pendo's aggregation and bulk write with records
 * made from a template. It stands in for the sandbox so that a benchmark measures the client and
 * not the simulator. Prints its port; argument: number of visitors.
 */
import http from 'node:http';

const visitorCount = Number(process.argv[2]);
const firstUpdated = 1_760_000_000_000;
const idOf = (index) => `visitor-${String(index).padStart(9, '0')}@example.com`;
const rowTail =
  `"agent":{"email":"ada.example@example.com","language":"en_US","ipaddress":"203.0.113.9"},` +
  `"custom":{"plan":"pro","seats":3,"role":"Account executive","active":true,"renewaldate":null},` +
  `"pendo":{"donotprocess":false,"blacklistguides":false}}}`;

function rowAt(index) {
  const id = idOf(index);
  return (
    `{"visitorId":"${id}","metadata":{"auto":{"accountid":"acct-${index % 997}",` +
    `"accountids":["acct-${index % 997}"],"firstvisit":1746000000123,"id":"${id}",` +
    `"idhash":${index},"lastbrowsername":"Chrome","lastbrowserversion":"141.0",` +
    `"lastoperatingsystem":"Windows","lastupdated":${firstUpdated + index},` +
    `"lastvisit":1763300000789},${rowTail}`
  );
}

/** Rows after the id named in the request's filter, at most its limit. */
function aggregation(body) {
  const after = /visitorId > \\"(?:visitor-(\d+)@)?/.exec(body)?.[1];
  const limit = Number(/"limit":(\d+)/.exec(body)?.[1] ?? visitorCount);
  const from = after === undefined ? 0 : Number(after) + 1;
  const to = Math.min(from + limit, visitorCount);
  const rows = [];
  for (let index = from; index < to; index += 1) rows.push(rowAt(index));
  return `{"results":[${rows.join(',')}]}`;
}

function bulkWrite(body) {
  let total = 0;
  for (let at = body.indexOf('"visitorId"'); at >= 0; at = body.indexOf('"visitorId"', at + 11)) {
    total += 1;
  }
  return `{"kind":"visitor","total":${total},"updated":${total},"failed":0,"missing":[],"errors":null}`;
}

const field = (type) => ({Type: type, DisplayName: '', isHidden: false, isDeleted: false});
const schema = JSON.stringify({
  custom: {
    plan: field('string'),
    seats: field('integer'),
    role: field('string'),
    active: field('boolean'),
  },
});

let requests = 0;
const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('latin1');
    let answer = '{}';
    if (request.url.startsWith('/requests')) answer = String(requests);
    else requests += 1;
    if (request.url.endsWith('/aggregation')) answer = aggregation(body);
    else if (request.url.includes('/value')) answer = bulkWrite(body);
    else if (request.url.includes('/metadata/schema/')) answer = schema;
    const bytes = Buffer.from(answer, 'latin1');
    response.writeHead(200, {'content-type': 'application/json', 'content-length': bytes.length});
    response.end(bytes);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
