/**
 * A server that answers as fast as Node.js can, with records made from templates. It stands in for
 * the sandbox so that a benchmark measures the client and not the simulator. Prints its port.
 * Arguments: number of records of every kind, latency in milliseconds, and `keep` to keep what is
 * written to visitors, whose time of change then moves.
 */
import http from 'node:http';
import {metadataSchema, pages} from './templates.mjs';
import {createVisitors} from './visitors.mjs';

const recordCount = Number(process.argv[2]);
const latencyMs = Number(process.argv[3] ?? 0);
const visitors = process.argv[4] === 'keep' ? createVisitors(recordCount) : undefined;

/** Rows after the id named in the request's filter, at most its limit. */
function aggregation(body) {
  const limit = Number(/"limit":(\d+)/.exec(body)?.[1] ?? recordCount);
  if (visitors && body.includes('lastupdated >= ')) {
    const [from, to] = [/>= (\d+)/, /<= (\d+)/].map((bound) => Number(bound.exec(body)?.[1]));
    return `{"results":[${visitors.changed({from, to}, limit)}]}`;
  }
  const after = /visitorId > \\"(?:visitor-(\d+)@)?/.exec(body)?.[1];
  const from = after === undefined ? 0 : Number(after) + 1;
  const to = Math.min(from + limit, recordCount);
  return `{"results":[${visitors ? visitors.listed(from, to) : pages.pendo_visitors(from, to)}]}`;
}

function bulkWrite(body) {
  let total = 0;
  for (let at = body.indexOf('"visitorId"'); at >= 0; at = body.indexOf('"visitorId"', at + 11)) {
    total += 1;
  }
  visitors?.write(JSON.parse(body));
  return `{"kind":"visitor","total":${total},"updated":${total},"failed":0,"missing":[],"errors":null}`;
}

/** Somebody else changes every n-th visitor. */
function changeElsewhere(url) {
  visitors?.changeEvery(Number(url.searchParams.get('every')));
  return '{}';
}

function pagerdutyUsers(url) {
  const offset = Number(url.searchParams.get('offset') ?? 0);
  const limit = Number(url.searchParams.get('limit') ?? 25);
  const to = Math.min(offset + limit, recordCount);
  const whole = new Set(url.searchParams.getAll('include[]'));
  const total = url.searchParams.get('total') === 'true' ? recordCount : null;
  return (
    `{"users":[${pages.pagerduty_users(offset, to, whole)}],"offset":${offset},"limit":${limit},` +
    `"more":${to < recordCount},"total":${total}}`
  );
}

const admin = {app: 'global', admin: true};
const routes = [
  [/\/aggregation$/, (_url, body) => aggregation(body)],
  [/\/metadata\/schema\//, () => metadataSchema],
  [/\/value/, (_url, body) => bulkWrite(body)],
  [/^\/change$/, (url) => changeElsewhere(url)],
  [/^\/pagerduty\/users$/, (url) => pagerdutyUsers(url)],
  [/^\/pandadoc\/members\/current$/, () => pages.pandadoc_members(0, 1)],
  [/^\/pandadoc\/members$/, () => `{"results":[${pages.pandadoc_members(0, recordCount)}]}`],
  [
    /^\/pipedrive\/users\/me$/,
    () => JSON.stringify({success: true, data: {id: 1, email: 'o@example.com', access: [admin]}}),
  ],
  [
    /^\/pipedrive\/users$/,
    () => `{"success":true,"data":[${pages.pipedrive_users(0, recordCount)}]}`,
  ],
  [
    /^\/pipedrive\/roles$/,
    () =>
      JSON.stringify({
        success: true,
        data: [{id: 1, name: 'r', active_flag: true}],
        additional_data: {pagination: {more_items_in_collection: false}},
      }),
  ],
  [/^\/userguiding\/identify$/, () => '{"success":true}'],
];

let requests = 0;
const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const url = new URL(request.url, 'http://127.0.0.1');
    const isCount = url.pathname === '/requests';
    if (!isCount) requests += 1;
    const route = routes.find(([pattern]) => pattern.test(url.pathname));
    const answer = isCount
      ? String(requests)
      : (route?.[1](url, Buffer.concat(chunks).toString('latin1')) ?? '{}');
    const bytes = Buffer.from(answer, 'latin1');
    const send = () => {
      response.writeHead(isCount || route ? 200 : 404, {
        'content-type': 'application/json',
        'content-length': bytes.length,
      });
      response.end(bytes);
    };
    if (latencyMs > 0 && !isCount) setTimeout(send, latencyMs);
    else send();
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
