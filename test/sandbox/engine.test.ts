import {connect} from 'node:net';

import type {Fault} from '../../src/sandbox/fault';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {startPendo} from './pendo-calls';
import {startPipedrive} from './pipedrive-calls';
import {at, call, closeAll, rowsAt, start} from './running-sandbox';

afterEach(closeAll);

const PATH = '/visitor/nobody';

describe('sandbox', () => {
  it('gives the same data for the same seed and other data for another', async () => {
    const [one, same, other] = await Promise.all([
      start({seed: 5}),
      start({seed: 5}),
      start({seed: 6}),
    ]);
    for (const vendor of ['pendo', 'pipedrive']) {
      expect(one.dump(vendor)).toEqual(same.dump(vendor));
      expect(one.dump(vendor)).not.toEqual(other.dump(vendor));
    }
  });

  it('plants the same changes for the same seed', async () => {
    const change = {kind: 'visitors', changed: 3, joined: 2, left: 2};
    const [one, same] = await Promise.all([start({seed: 5}), start({seed: 5})]);
    expect(one.change('pendo', change)).toEqual(same.change('pendo', change));
  });

  it('refuses a vendor, a setting and a value that it does not know', async () => {
    await expect(startSandbox({vendors: {nobody: {}}})).rejects.toThrow('no vendor nobody');
    await expect(startSandbox({vendors: {pendo: {visitor: 3}}})).rejects.toThrow(
      'no setting visitor',
    );
    await expect(startSandbox({vendors: {pendo: {visitors: -1}}})).rejects.toThrow(
      'pendo.visitors',
    );
    await expect(startSandbox({vendors: {pendo: {profile: 'x'}}})).rejects.toThrow('documented');
  });

  it('answers 404 for a path of no vendor and keeps serving', async () => {
    const sandbox = await start();
    expect((await call('GET', `${sandbox.url}/elsewhere`)).status).toBe(404);
    expect((await call('GET', `${sandbox.url}/_sandbox/info`)).status).toBe(200);
  });

  it('keeps a connection open over several requests', async () => {
    const sandbox = await start();
    const {port} = new URL(sandbox.url);
    const socket = connect(Number(port), '127.0.0.1');
    const request = 'GET /pendo/api/v1/token/verify HTTP/1.1\r\nHost: sandbox\r\n\r\n';
    let received = '';
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString('utf8');
        const answers = received.split('HTTP/1.1 403').length - 1;
        if (answers === 1 && !received.includes('second')) {
          received += 'second';
          socket.write(request);
        }
        if (answers === 2) resolve();
      });
      socket.write(request);
    });
    socket.destroy();
    expect(received).toContain('Connection: keep-alive');
  });

  it('closes although a request hangs', async () => {
    const {sandbox, send} = await startPendo(
      {},
      {faults: [{what: {type: 'hang'}, when: {type: 'always'}}]},
    );
    const hanging = expect(send('GET', PATH)).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await sandbox.close();
    await hanging;
  });
});

describe('faults', () => {
  const fault = (what: Fault['what'], when: Fault['when']): Fault => ({
    vendor: 'pendo',
    method: 'get',
    path: '/visitor',
    what,
    when,
  });

  it('answer a status with a body, headers, null or HTML as planned', async () => {
    const {sandbox, send} = await startPendo();
    const plan = async (what: Fault['what']) => {
      sandbox.setFaults([fault(what, {type: 'always'})]);
      return send('GET', PATH);
    };
    const limited = await plan({type: 'status', status: 429, headers: {'retry-after': '7'}});
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect(limited.body).toBeDefined();
    expect((await plan({type: 'status', status: 200, body: null})).text).toBe('null');
    const page = await plan({type: 'status', status: 502, html: true});
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.text).toContain('<html>');
  });

  it('count the requests that match them: n-th, from the n-th on', async () => {
    const {sandbox, send} = await startPendo();
    const statuses = async (when: Fault['when']): Promise<readonly number[]> => {
      sandbox.setFaults([fault({type: 'status', status: 503}, when)]);
      const seen: number[] = [];
      for (let nth = 0; nth < 4; nth += 1) {
        await send('GET', '/account/nobody');
        seen.push((await send('GET', PATH)).status);
      }
      return seen;
    };
    expect(await statuses({type: 'nth', n: 2})).toEqual([404, 503, 404, 404]);
    expect(await statuses({type: 'from', n: 3})).toEqual([404, 404, 503, 503]);
  });

  it('with a probability hit some requests, the same ones for the same seed', async () => {
    const run = async (): Promise<readonly number[]> => {
      const {send} = await startPendo(
        {},
        {faults: [fault({type: 'status', status: 500}, {type: 'probability', p: 0.5})]},
      );
      const seen: number[] = [];
      for (let nth = 0; nth < 30; nth += 1) seen.push((await send('GET', PATH)).status);
      return seen;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([404, 500]));
    expect(await run()).toEqual(first);
  });

  it('match a path with and without the base path, and play the first that is due', async () => {
    const {sandbox, send} = await startPendo();
    sandbox.setFaults([
      {path: '/api/v1/visitor', what: {type: 'status', status: 500}, when: {type: 'nth', n: 2}},
      {path: '/visitor', what: {type: 'status', status: 501}, when: {type: 'always'}},
    ]);
    expect((await send('GET', PATH)).status).toBe(501);
    expect((await send('GET', PATH)).status).toBe(500);
  });

  it('reset_before cuts the connection and changes nothing, reset_after has changed it', async () => {
    const {sandbox, send} = await startPendo({odd_ids: false});
    const id = String(sandbox.dump('pendo')['visitors']?.[20]?.['visitorId']);
    const path = `/metadata/visitor/custom/value/${encodeURIComponent(id)}/role`;
    const read = async (): Promise<unknown> => {
      sandbox.setFaults([]);
      return (await send('GET', path)).body;
    };
    sandbox.setFaults([{what: {type: 'reset_before'}, when: {type: 'always'}}]);
    await expect(send('PUT', path, {json: 'first'})).rejects.toThrow();
    expect(await read()).not.toBe('first');
    sandbox.setFaults([{what: {type: 'reset_after'}, when: {type: 'always'}}]);
    await expect(send('PUT', path, {json: 'second'})).rejects.toThrow();
    expect(await read()).toBe('second');
  });

  it('truncated announces the whole body and sends half', async () => {
    const {sandbox, send} = await startPendo();
    const whole = await send('GET', '/metadata/schema/visitor');
    sandbox.setFaults([{what: {type: 'truncated'}, when: {type: 'always'}}]);
    const answer = await fetch(
      `${sandbox.vendors['pendo']?.baseUrl ?? ''}/metadata/schema/visitor`,
      {
        headers: {'x-pendo-integration-key': 'sandbox-pendo-integration-key-0001'},
      },
    );
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(whole.text)));
    await expect(answer.text()).rejects.toThrow();
  });

  it('nonsense replaces fields of rows, the same each time, and leaves ids and signs', async () => {
    const {sandbox, send} = await startPipedrive({users: 40}, {limits: false});
    const sound = rowsAt((await send('GET', '/users')).body, 'data');
    const keep = ['email', 'access'];
    sandbox.setFaults([{what: {type: 'nonsense', keep}, when: {type: 'always'}}]);
    const first = await send('GET', '/users');
    const rows = rowsAt(first.body, 'data');
    for (const name of ['id', 'email']) {
      expect(rows.map((row) => row[name])).toEqual(sound.map((row) => row[name]));
    }
    const changed = rows.filter((row, nth) => row['name'] !== sound[nth]?.['name']);
    expect(changed.length).toBeGreaterThan(5);
    expect(changed.length).toBeLessThan(30);
    for (const text of ['9007199254740993', '\\udc00', '"yesterday"']) {
      expect(first.text).toContain(text);
    }
    expect((await send('GET', '/users')).text).toBe(first.text);
  });

  it('nonsense puts values of choice into fields by their path, and spares errors', async () => {
    const {sandbox, send} = await startPipedrive({users: 3}, {limits: false});
    const fields = {phone: 7, app: [null]};
    sandbox.setFaults([{what: {type: 'nonsense', fields}, when: {type: 'always'}}]);
    const rows = rowsAt((await send('GET', '/users')).body, 'data');
    expect(new Set(rows.map(({phone}) => phone))).toEqual(new Set([7]));
    expect(at(rows[0], 'access', 0, 'app')).toEqual([null]);
    expect((await send('GET', '/users/999999')).status).toBe(404);
  });

  it('slow does the work at once and answers late', async () => {
    const {sandbox, send} = await startPendo({odd_ids: false});
    const id = String(sandbox.dump('pendo')['visitors']?.[20]?.['visitorId']);
    const path = `/metadata/visitor/custom/value/${encodeURIComponent(id)}/role`;
    sandbox.setFaults([{method: 'PUT', what: {type: 'slow', ms: 300}, when: {type: 'always'}}]);
    const began = performance.now();
    const writing = send('PUT', path, {json: 'late'});
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await send('GET', path)).body).toBe('late');
    await writing;
    expect(performance.now() - began).toBeGreaterThan(280);
  });
});

describe('request log', () => {
  it('shows path, status, records and faults, and no secret', async () => {
    const {sandbox, send} = await startPendo();
    await send('POST', '/metadata/visitor/custom/value', {
      json: [{visitorId: 'ghost', values: {plan: 'pro'}}],
    });
    await call('GET', `${sandbox.url}/pipedrive/v1/users?api_token=very-secret&start=0`);
    sandbox.setFaults([{what: {type: 'status', status: 503}, when: {type: 'always'}}]);
    await send('GET', PATH);
    expect(sandbox.requests()).toMatchObject([
      {vendor: 'pendo', method: 'POST', path: '/api/v1/metadata/visitor/custom/value', records: 1},
      {vendor: 'pipedrive', status: 401, query: {api_token: '****', start: '0'}},
      {vendor: 'pendo', status: 503, fault: 'status 503'},
    ]);
    expect(JSON.stringify(sandbox.requests())).not.toContain('very-secret');
    sandbox.clearRequests();
    expect(sandbox.requests()).toEqual([]);
  });
});

describe('control surface', () => {
  it('shows addresses, requests of a vendor and dumps', async () => {
    const {sandbox, send} = await startPendo();
    const control = `${sandbox.url}/_sandbox`;
    await send('GET', PATH);
    const info = (await call('GET', `${control}/info`)).body;
    expect(at(info, 'vendors', 'pipedrive', 'baseUrl')).toBe(`${sandbox.url}/pipedrive/v1`);
    expect(rowsAt((await call('GET', `${control}/requests?vendor=pendo`)).body)).toHaveLength(1);
    expect(rowsAt((await call('GET', `${control}/requests?vendor=pipedrive`)).body)).toEqual([]);
    expect((await call('DELETE', `${control}/requests`)).status).toBe(200);
    expect(sandbox.requests()).toEqual([]);
    const dump = (await call('GET', `${control}/dump/pendo`)).body;
    expect(dump).toEqual(JSON.parse(JSON.stringify(sandbox.dump('pendo'))));
  });

  it('plans faults and plants changes', async () => {
    const {sandbox, send} = await startPendo();
    const control = `${sandbox.url}/_sandbox`;
    const faults = [{what: {type: 'status', status: 503}, when: {type: 'nth', n: 1}}];
    expect((await call('PUT', `${control}/faults`, {json: faults})).status).toBe(200);
    expect((await send('GET', PATH)).status).toBe(503);
    const change = {vendor: 'pendo', kind: 'visitors', changed: 2, left: 1};
    const {body} = await call('POST', `${control}/change`, {json: change});
    expect(rowsAt(body, 'changed')).toHaveLength(2);
    expect((await send('GET', `/visitor/${String(at(body, 'left', 0))}`)).status).toBe(404);
  });

  it.each([
    ['PUT', 'faults', {}],
    ['PUT', 'faults', [{what: {type: 'status'}, when: {type: 'always'}}]],
    ['PUT', 'faults', [{what: {type: 'hang'}, when: {type: 'sometimes'}}]],
    ['POST', 'change', {vendor: 'pendo'}],
    ['POST', 'change', {vendor: 'nobody', kind: 'users'}],
    ['POST', 'change', {vendor: 'pendo', kind: 'moods'}],
    ['POST', 'change', {vendor: 'pendo', kind: 'visitors', left: -1}],
  ])('answers 400 to %s %s %j', async (method, name, json) => {
    const sandbox = await start();
    const answer = await call(method, `${sandbox.url}/_sandbox/${name}`, {json});
    expect(answer.status).toBe(400);
    expect(at(answer.body, 'error')).toEqual(expect.any(String));
  });
});
