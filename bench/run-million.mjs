// 1,000,000 rows, then 1 % changed; a loopback Pendo.
import {clearInterval, setInterval} from 'node:timers';
import http from 'node:http';
import fs from 'node:fs';
import path from 'node:path';
import {spawn} from 'node:child_process';
const dir = process.argv[2];
const folder = fs.mkdtempSync('/tmp/big-');
let records = 0;
const srv = http.createServer((req, res) => {
  const chunks = [];
  req.on('data', (c) => chunks.push(c));
  req.on('end', () => {
    const {pathname} = new URL(req.url, 'http://x');
    res.setHeader('content-type', 'application/json');
    if (pathname.includes('/metadata/schema'))
      return res.end(
        JSON.stringify({
          custom: {plan: {Type: 'string'}, city: {Type: 'string'}, seats: {Type: 'integer'}},
        }),
      );
    if (pathname.startsWith('/pipe')) {
      const me = {id: 1, company_id: 7, company_domain: 'acme'};
      const data = pathname.endsWith('/me') ? me : [{id: 1, name: 'r', active_flag: true}];
      return res.end(
        JSON.stringify({
          success: true,
          data,
          additional_data: {pagination: {more_items_in_collection: false}},
        }),
      );
    }
    const body = JSON.parse(Buffer.concat(chunks));

    records += body.length;
    res.end(JSON.stringify({total: body.length, updated: body.length, failed: 0}));
  });
});
await new Promise((r) => srv.listen(0, '127.0.0.1', r));
const url = `http://127.0.0.1:${srv.address().port}`;
const file = path.join(folder, 'run.yaml');
for (const [label, salt] of [
  ['first, all new', 0],
  ['nothing changed', 0],
  ['1 % changed', 1],
]) {
  records = 0;
  fs.writeFileSync(
    file,
    JSON.stringify({
      source: {
        config: {
          pipedrive: {
            credentials: {auth_type: 'api_token', api_token: 'x'.repeat(40)},
            base_url: `${url}/pipe/v1`,
          },
        },
        streams: ['pipedrive_roles'],
      },
      warehouse: {path: 'w.duckdb'},
      models: [
        {
          name: 'm',
          key: 'id',
          sql: `SELECT 'user-' || i AS id, CASE WHEN ${salt} = 1 AND i % 100 = 0 THEN 'paid' ELSE 'plan ' || (i % 7) END AS plan, 'city ' || (i % 1000) AS city, (i % 50)::INTEGER AS seats FROM range(1000000) r(i)`,
        },
      ],
      destination: {
        config: {
          pendo: {
            integration_key: 'k'.repeat(30),
            base_url: `${url}/pendo/api/v1`,
            requests_per_second: 1000,
            batch_size: 1000,
          },
          mappings: [{stream: 'm', object: 'pendo_visitors', key: 'id'}],
        },
      },
    }),
  );
  const t = Date.now();
  const child = spawn(
    '/usr/bin/env',
    ['node', path.join(dir, 'lib/programs/user-sync.js'), 'run', file, '--json'],
    {cwd: folder},
  );
  let peak = 0;
  let out = '';
  child.stdout.on('data', (d) => (out += d));
  child.stderr.on('data', () => {});
  const poll = setInterval(() => {
    try {
      const m = /VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      if (m) peak = Math.max(peak, Number(m[1]));
    } catch {
      // The process has just ended; what was seen before counts.
    }
  }, 100);
  const code = await new Promise((r) => child.on('close', r));
  clearInterval(poll);
  const o = JSON.parse(out).objects[0];
  console.log(
    label,
    'exit',
    code,
    'seconds',
    (Date.now() - t) / 1000,
    'peak MB',
    Math.round(peak / 1024),
    'sent',
    records,
    'new',
    o.new,
    'changed',
    o.changed,
    'unchanged',
    o.unchanged,
    'warehouse MB',
    Math.round(fs.statSync(path.join(folder, 'w.duckdb')).size / 1e6),
  );
}
srv.close();
fs.rmSync(folder, {recursive: true});
