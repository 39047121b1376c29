import nock from 'nock';
import {pipedriveSource} from '../../../src/vendors/pipedrive/source';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {readSweep} from '../support/read-rows';
import {createVendorKit} from '../support/vendor-kit';

useNockStrictly();

const overLimit = {success: false, error: 'Request over limit'};
const everybody = {success: true, data: [{id: 1}]};

function setUp() {
  const kit = createVendorKit();
  const section = {credentials: {auth_type: 'api_token', api_token: 'token-of-alice'}};
  const source = pipedriveSource.open(section, kit);
  return {kit, source, read: () => readSweep(source, 'pipedrive_users')};
}

function mock() {
  return nock('https://api.pipedrive.com').get('/v1/users').query(true);
}

describe('a 429 of Pipedrive', () => {
  it('about the burst is waited for, with the reset read as seconds (Q1, Q2)', async () => {
    const {kit, read} = setUp();
    mock().reply(429, overLimit, {'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '7'});
    mock().times(2).reply(200, everybody);
    await read();
    expect(kit.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(7_000);
    expect(kit.waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(9_000);
  });

  it('about the burst is waited for, with the reset read as an epoch (Q1)', async () => {
    const {kit, read} = setUp();
    const at = Math.ceil(kit.clock.now() / 1000) + 7;
    mock().reply(429, overLimit, {'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(at)});
    mock().times(2).reply(200, everybody);
    await read();
    expect(kit.clock.now()).toBeGreaterThanOrEqual(at * 1000);
    expect(kit.clock.now()).toBeLessThan(at * 1000 + 2_000);
  });

  it('without headers is waited for two seconds, then longer', async () => {
    const {kit, read} = setUp();
    mock().times(2).reply(429, overLimit);
    mock().times(2).reply(200, everybody);
    await read();
    expect(kit.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(6_000);
  });

  it('about the day ends the read at once and names midnight, whatever retry-after says (Q2, Q18)', async () => {
    const {kit, read} = setUp();
    mock().reply(429, overLimit, {
      'x-daily-ratelimit-token-remaining': '0',
      'x-ratelimit-remaining': '18',
      'retry-after': '3',
    });
    await expect(read()).rejects.toMatchObject({
      kind: 'limited',
      message: containing('midnight'),
    });
    expect(kit.waits).toEqual([]);
  });

  it('of unclear origin is waited for three times, then ends the read', async () => {
    const {kit, read} = setUp();
    mock().times(4).reply(429, overLimit, {'x-ratelimit-remaining': '18'});
    await expect(read()).rejects.toMatchObject({kind: 'limited'});
    expect(kit.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(15_000);
  });

  it('that never ends is not hammered', async () => {
    const {read} = setUp();
    mock().times(11).reply(429, overLimit, {'x-ratelimit-remaining': '0'});
    await expect(read()).rejects.toMatchObject({kind: 'limited'});
  });
});

describe('other refusals of Pipedrive', () => {
  it('stop at once when the firewall blocks the token (Q3)', async () => {
    const {read} = setUp();
    mock().reply(403, '<html>Attention Required! | Cloudflare</html>', {
      'content-type': 'text/html',
    });
    await expect(read()).rejects.toMatchObject({
      kind: 'limited',
      message: containing('firewall'),
    });
  });

  it('explain a missing OAuth scope', async () => {
    const {read} = setUp();
    mock().reply(403, {success: false, error: 'Scope and URL mismatch'});
    await expect(read()).rejects.toMatchObject({
      kind: 'auth',
      message: containing('users:read'),
    });
  });

  it('explain a refused token', async () => {
    const {read} = setUp();
    mock().reply(401, {success: false, error: 'unauthorized access', errorCode: 401});
    await expect(read()).rejects.toMatchObject({
      kind: 'auth',
      message: containing('Personal preferences'),
    });
  });

  it('explain a closed account', async () => {
    const {read} = setUp();
    mock().reply(402, {success: false});
    await expect(read()).rejects.toMatchObject({
      kind: 'auth',
      message: containing('402'),
    });
  });

  it.each([500, 502, 503, 504, 524])('retry %i five times', async (status) => {
    const {read} = setUp();
    mock().times(6).reply(status, '<html>Bad gateway</html>');
    await expect(read()).rejects.toMatchObject({kind: 'transient'});
  });

  it('never retry a 400', async () => {
    const {read} = setUp();
    mock().reply(400, {success: false, error: 'Bad request'});
    await expect(read()).rejects.toMatchObject({kind: 'data'});
  });
});
