import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {AccountChange} from '../../src/core/kit';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import {kitWith} from './harness';
import type {VendorDouble, World, WorldSetup} from './vendor-double';
import {createWorld, pendoOf, pipedriveOf, startVendorDouble, userguidingOf} from './vendor-double';

const PLANS = {name: 'plans', sql: "SELECT 'u' || i AS id, 'gold' AS plan FROM range(3) r(i)"};

function kit(accountChange: AccountChange) {
  return {kit: {...kitWith(), accountChange}};
}

describe('the accounts of a run', () => {
  let double: VendorDouble;
  let world: World;
  beforeEach(async () => {
    double = await startVendorDouble();
    world = createWorld(double);
  });
  afterEach(async () => {
    world.clean();
    await double.close();
  });

  function toPendo(key: string, more: Partial<WorldSetup> = {}): WorldSetup {
    return {
      models: [PLANS],
      mappings: [{stream: 'plans', object: 'pendo_visitors'}],
      destination: pendoOf(double, {integration_key: key}),
      ...more,
    };
  }

  const vendorsWithoutId = [
    ['pendo', (key: string) => toPendo(key)],
    [
      'userguiding',
      (key: string) => ({
        models: [PLANS],
        mappings: [{stream: 'plans', object: 'userguiding_users'}],
        destination: userguidingOf(double, {api_key: key}),
      }),
    ],
  ] as const;

  describe.each(vendorsWithoutId)('where %s does not tell whose a key is', (vendor, setup) => {
    const key = 'k'.repeat(30);
    const next = 'n'.repeat(30);

    it('stop the run at another key, before anything is read or sent, in dry runs too', async () => {
      await world.run(setup(key));
      double.taken();
      double.requests.length = 0;
      for (const dryRun of [false, true]) {
        const run = world.run(setup(next), {dryRun});
        await expect(run).rejects.toMatchObject({kind: 'config'});
        await expect(run).rejects.toThrow(
          new RegExp(`${vendor} .*another account.*--accept-account.*--same-account`),
        );
      }
      expect(double.requests.filter((one) => !one.endsWith('/users/me'))).toEqual([]);
    });

    it('are afresh for another account, and go on where they were for the first one', async () => {
      await world.run(setup(key));
      double.taken();
      const other = await world.run(setup(next), kit('another'));
      expect(other.objects).toMatchObject([{new: 3, written: 3}]);
      expect(double.taken().every(({credential}) => credential === next)).toBe(true);
      expect((await world.run(setup(next))).objects).toMatchObject([{new: 0, unchanged: 3}]);
      await expect(world.run(setup(key))).rejects.toMatchObject({kind: 'config'});
      const back = await world.run(setup(key), kit('another'));
      expect(back.objects).toMatchObject([{new: 0, changed: 0, unchanged: 3}]);
      expect(back.notes).toEqual([expect.stringMatching(/goes on from what was remembered/)]);
    });

    it('send nothing again when the user says that a key is new, but not the account', async () => {
      await world.run(setup(key));
      const same = await world.run(setup(next), kit('same'));
      expect(same.objects).toMatchObject([{new: 0, unchanged: 3}]);
      expect((await world.run(setup(next))).objects).toMatchObject([{unchanged: 3}]);
      expect((await world.run(setup(key))).objects).toMatchObject([{unchanged: 3}]);
    });

    it('never keep a key itself', async () => {
      await world.run(setup(key));
      expect(readFileSync(world.warehouse).includes(key)).toBe(false);
    });
  });

  it('are another one at another address with the same key', async () => {
    await world.run(toPendo('k'.repeat(30)));
    const elsewhere = pendoOf(double, {
      integration_key: 'k'.repeat(30),
      base_url: `${double.url}/pendo/eu/api/v1`,
    });
    await expect(world.run(toPendo('', {destination: elsewhere}))).rejects.toThrow(
      /credential or address of pendo/,
    );
  });

  describe('where Pipedrive tells the company', () => {
    function fromPipedrive(token: string): WorldSetup {
      return toPendo('key', {source: pipedriveOf(double, token), models: [ROLES]});
    }
    const ROLES = {name: 'plans', sql: 'SELECT id, name AS plan FROM pipedrive_roles'};

    async function tables(): Promise<unknown> {
      const warehouse = await openWarehouse({path: world.warehouse});
      try {
        return await warehouse.database.rows('SELECT name FROM pipedrive_roles');
      } finally {
        warehouse.close();
      }
    }

    it('read nothing again for a new token of the same company', async () => {
      await world.run(fromPipedrive('token-of-acme'));
      double.companies.delete('token-of-acme');
      double.companies.set('rotated', 100);
      const report = await world.run(fromPipedrive('rotated'));
      expect(report).toMatchObject({outcome: 'done', notes: [], streams: [{changed: 0}]});
      expect(report.objects).toMatchObject([{unchanged: 1}]);
    });

    it('keep tables and states of two companies apart', async () => {
      double.companies.set('token-of-beta', 200);
      await world.run(fromPipedrive('token-of-acme'));
      await expect(world.run(fromPipedrive('token-of-beta'))).rejects.toThrow(
        /pipedrive \(source\) says that the credential belongs to the account company-200 \(200\).*company-100.*--accept-account/,
      );
      await expect(world.run(fromPipedrive('token-of-beta'), kit('same'))).rejects.toThrow(
        /--same-account is for new credentials of one account only/,
      );
      const beta = await world.run(fromPipedrive('token-of-beta'), kit('another'));
      expect(beta.streams).toMatchObject([{changed: 1, deleted: 0}]);
      expect(await tables()).toEqual([{name: 'Role of 200'}]);
      const acme = await world.run(fromPipedrive('token-of-acme'), kit('another'));
      expect(acme.streams).toMatchObject([{changed: 0, deleted: 0}]);
      expect(await tables()).toEqual([{name: 'Role of 100'}]);
    });

    it('fail their own streams only when the question fails', async () => {
      const {answers} = double;
      await world.run(fromPipedrive('token-of-acme'));
      const body = {success: false, error: 'unauthorized'};
      answers.set('GET /pipedrive/v1/users/me', {status: 401, body});
      const report = await world.run({...fromPipedrive('token-of-acme')});
      expect(report).toMatchObject({
        outcome: 'failed',
        failure_kinds: ['auth'],
        streams: [{stream: 'pipedrive_roles', outcome: 'failed'}],
        objects: [{outcome: 'skipped'}],
      });
    });

    it('send nothing to a company that cannot be asked for', async () => {
      const report = await world.run({
        models: [
          {name: 'people', key: 'email', sql: "SELECT 'bob@example.com' AS email, 1 AS role"},
        ],
        mappings: [{stream: 'people', object: 'pipedrive_users'}],
        destination: pipedriveOf(double, 'token-of-nobody'),
      });
      expect(report.objects).toMatchObject([{outcome: 'failed', written: 0}]);
      expect(double.taken()).toEqual([]);
    });
  });

  describe('with an identity file of UserGuiding', () => {
    function setup(key: string, warehouse: string): WorldSetup {
      const file = join(world.directory, 'identities.txt');
      return {
        models: [PLANS],
        mappings: [{stream: 'plans', object: 'userguiding_users'}],
        destination: userguidingOf(double, {api_key: key, identity_file: file}),
        warehouse,
      };
    }

    it('are known to the file, whatever the warehouse knows', async () => {
      await world.run(setup('first', 'a.duckdb'));
      double.taken();
      await expect(world.run(setup('second', 'b.duckdb'))).rejects.toThrow(
        /identity file .* is for another API key/,
      );
      expect(double.taken()).toEqual([]);
      const lines = readFileSync(join(world.directory, 'identities.txt'), 'utf8').split('\n');
      await world.run(setup('second', 'b.duckdb'), kit('another'));
      await world.run(setup('first', 'a.duckdb'));
      const after = readFileSync(join(world.directory, 'identities.txt'), 'utf8').split('\n');
      expect(after.slice(0, 5)).toEqual(lines.slice(0, 5));
      expect(after.filter((line) => line.startsWith('account'))).toHaveLength(2);
      expect(after.join()).not.toContain('first');
    });

    it('take a file of an earlier version for the present account, with a warning', async () => {
      await world.run(setup('first', 'a.duckdb'));
      const path = join(world.directory, 'identities.txt');
      const old = readFileSync(path, 'utf8')
        .replace('identities 2', 'identities 1')
        .replace(/account.*\n/, '');
      writeFileSync(path, old);
      copyFileSync(path, `${path}.old`);
      const warned: string[] = [];
      const log = {...kitWith(), log: (_: string, message: string) => void warned.push(message)};
      const model = {...PLANS, sql: "SELECT 'U1' AS id"};
      const report = await world.run({...setup('second', 'c.duckdb'), models: [model]}, {kit: log});
      expect(report.objects[0]?.rejected_by_reason).toEqual({id_collision: 1});
      expect(warned.join()).toMatch(/used for the account of the current API key/);
    });
  });
});
