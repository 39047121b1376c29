import type {JsonObject} from '../../src/core/json';
import type {Row} from '../../src/read/reader';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import type {Sandbox, SandboxOptions} from '../../src/sandbox/sandbox';
import {pendoDestination} from '../../src/vendors/pendo/destination';
import {pendoSource} from '../../src/vendors/pendo/source';
import {pipedriveSource} from '../../src/vendors/pipedrive/source';
import {prepareAll, record, shortly} from './support/pendo-writing';
import {readCursor, readSweep} from './support/read-rows';
import {createVendorKit} from './support/vendor-kit';

type Vendors = NonNullable<SandboxOptions['vendors']>;

async function withSandbox(vendors: Vendors, work: (sandbox: Sandbox) => Promise<void>) {
  const sandbox = await startSandbox({vendors, limits: false});
  try {
    await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** The ready section of a vendor's configuration. */
function sectionOf(sandbox: Sandbox, vendor: string, side: 'sourceConfig' | 'destinationConfig') {
  return sandbox.vendors[vendor]?.[side] as JsonObject;
}

const sorted = (values: readonly unknown[]) => values.map(String).sort();
const column = (rows: readonly Row[], name: string) => sorted(rows.map((row) => row[name]));

describe('Pipedrive streams against the sandbox', () => {
  it.each(['documented', 'guide'])('equal what it holds, profile %s', async (profile) => {
    await withSandbox({pipedrive: {users: 1_234, profile}}, async (sandbox) => {
      const source = pipedriveSource.open(
        sectionOf(sandbox, 'pipedrive', 'sourceConfig'),
        createVendorKit(),
      );
      const {users = [], roles = []} = sandbox.dump('pipedrive');
      const read = await readSweep(source, 'pipedrive_users');
      expect(column(read, 'id')).toEqual(column(users, 'id'));
      expect(column(read, 'email')).toEqual(column(users, 'email'));
      expect(column(await readSweep(source, 'pipedrive_roles'), 'name')).toEqual(
        column(roles, 'name'),
      );
      expect(await source.check()).toEqual([]);
    });
  });

  it('can be read with OAuth on the company host', async () => {
    await withSandbox({pipedrive: {auth: 'oauth2', host: 'company'}}, async (sandbox) => {
      const source = pipedriveSource.open(
        sectionOf(sandbox, 'pipedrive', 'sourceConfig'),
        createVendorKit(),
      );
      const {users = []} = sandbox.dump('pipedrive');
      expect(column(await readSweep(source, 'pipedrive_users'), 'id')).toEqual(column(users, 'id'));
    });
  });

  it('say that roles need an admin when the token belongs to somebody else (Q11)', async () => {
    await withSandbox({}, async (sandbox) => {
      const credentials = {
        auth_type: 'api_token',
        api_token: sandbox.vendors['pipedrive']?.credentials['plain_api_token'] ?? '',
      };
      const section = {...sectionOf(sandbox, 'pipedrive', 'sourceConfig'), credentials};
      const failures = await pipedriveSource.open(section, createVendorKit()).check();
      expect(failures.map(({kind}) => kind)).toEqual(['auth']);
    });
  });
});

describe('Pendo streams against the sandbox', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['the documented profile', {profile: 'documented'}],
    ['the guide profile', {profile: 'guide'}],
    ['a server that ignores the pipeline', {profile: 'guide', ignore_pipeline: true}],
    ['one that runs out of time', {aggregation_rows_max: 300}],
    ['one time for all', {equal_timestamps: 1_500}],
  ])('equal what it holds: %s', async (_name, pendo) => {
    await withSandbox({pendo: {visitors: 2_000, accounts: 250, ...pendo}}, async (sandbox) => {
      const section = {...sectionOf(sandbox, 'pendo', 'sourceConfig'), page_size: 500};
      const source = pendoSource.open({...section, include_anonymous: true}, createVendorKit());
      const {visitors = [], accounts = []} = sandbox.dump('pendo');
      const syncStartMs = Date.now();
      const people = await readCursor(source, 'pendo_visitors', {syncStartMs});
      expect(column(people.rows, 'visitorId')).toEqual(column(visitors, 'visitorId'));
      const companies = await readCursor(source, 'pendo_accounts', {syncStartMs});
      expect(column(companies.rows, 'accountId')).toEqual(column(accounts, 'accountId'));
      expect(await source.check()).toEqual([]);
    });
  });

  it('give only what changed the second time', async () => {
    await withSandbox({pendo: {visitors: 1_000}}, async (sandbox) => {
      const section = {...sectionOf(sandbox, 'pendo', 'sourceConfig'), page_size: 100};
      const source = pendoSource.open(section, createVendorKit());
      const first = await readCursor(source, 'pendo_visitors', {syncStartMs: Date.now()});
      const done = sandbox.change('pendo', {kind: 'visitors', changed: 20, joined: 5});
      const second = await readCursor(source, 'pendo_visitors', {
        position: first.position,
        syncStartMs: Date.now() + 1_000,
      });
      const expected = sorted([...done.changed, ...done.joined]);
      const got = new Set(column(second.rows, 'visitorId'));
      expect(expected.filter((id) => !got.has(id))).toEqual([]);
      expect(second.rows.length).toBeLessThan(100);
    });
  });
});

describe('Pendo metadata against the sandbox', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['the documented profile', {profile: 'documented'}],
    ['the guide profile', {profile: 'guide'}],
    ['counts only', {profile: 'documented', counts_only: true}],
    ['no lists', {missing_form: 'absent', errors_form: 'null'}],
    ['a small body limit', {body_bytes_max: 2_000}],
    ['a small batch limit', {batch_records_max: 30}],
  ])('are written, and every record has its true outcome: %s', async (_name, pendo) => {
    await withSandbox({pendo: {visitors: 300, anonymous: 0, ...pendo}}, async (sandbox) => {
      const ids = (sandbox.dump('pendo')['visitors'] ?? []).map((row) => String(row['visitorId']));
      const keys = ids.flatMap((id, index) => (index % 25 === 0 ? [id, `ghost-${index}`] : [id]));
      const section = sectionOf(sandbox, 'pendo', 'destinationConfig');
      const destination = pendoDestination.open(
        {...section, unknown_fields: 'send'},
        createVendorKit(),
      );
      const writer = await destination.openWriter('pendo_visitors');
      const records = keys.map((key) => record(key, {plan: 'enterprise-9'}));
      const {signal} = new AbortController();
      const outcomes = await writer.send(prepareAll(writer, records), signal);
      const written = shortly(outcomes).map((each) => each === 'written');
      expect(written).toEqual(keys.map((key) => !key.startsWith('ghost-')));
      for (const row of sandbox.dump('pendo')['visitors'] ?? []) {
        expect(row).toMatchObject({metadata: {custom: {plan: 'enterprise-9'}}});
      }
      expect(await destination.check()).toEqual([]);
    });
  });

  it('are written when the answer was lost, for the request is repeated and values are set', async () => {
    await withSandbox({}, async (sandbox) => {
      const section = sectionOf(sandbox, 'pendo', 'destinationConfig');
      const writer = await pendoDestination
        .open(section, createVendorKit())
        .openWriter('pendo_visitors');
      sandbox.setFaults([
        {method: 'POST', what: {type: 'reset_after'}, when: {type: 'nth', n: 1}},
        {method: 'POST', what: {type: 'truncated'}, when: {type: 'nth', n: 2}},
      ]);
      const [id = ''] = column(sandbox.dump('pendo')['visitors'] ?? [], 'visitorId');
      const {signal} = new AbortController();
      const outcomes = await writer.send(prepareAll(writer, [record(id, {plan: 'pro'})]), signal);
      expect(shortly(outcomes)).toEqual(['written']);
      expect(sandbox.requests().filter(({method}) => method === 'POST')).toHaveLength(3);
    });
  });

  it('are created by an upsert', async () => {
    await withSandbox({}, async (sandbox) => {
      const section = sectionOf(sandbox, 'pendo', 'destinationConfig');
      const writer = await pendoDestination
        .open(section, createVendorKit())
        .openWriter('pendo_accounts');
      const records = [record('brand-new', {}, 'upsert')];
      const {signal} = new AbortController();
      expect(shortly(await writer.send(prepareAll(writer, records), signal))).toEqual(['written']);
      expect(column(sandbox.dump('pendo')['accounts'] ?? [], 'accountId')).toContain('brand-new');
    });
  });

  it.each<[string, number]>([
    ['all', 40],
    ['sample', 10],
    ['off', 0],
  ])(
    'are read back with verify: %s, so that fields ignored in silence show',
    async (verify, seen) => {
      const settings = {visitors: 80, anonymous: 0, undefined_fields: 'ignore'};
      await withSandbox({pendo: settings}, async (sandbox) => {
        const section = sectionOf(sandbox, 'pendo', 'destinationConfig');
        const kit = createVendorKit();
        const writer = await pendoDestination
          .open({...section, unknown_fields: 'send', verify}, kit)
          .openWriter('pendo_visitors');
        const ids = column(sandbox.dump('pendo')['visitors'] ?? [], 'visitorId').map(String);
        // Nobody defined the field, and Pendo counts its records as updated all the same.
        const lost = ids.slice(0, 40).map((id) => record(id, {plan: 'pro', nosuchfield: 'x'}));
        const {signal} = new AbortController();
        const outcomes = await writer.send(prepareAll(writer, lost), signal);
        const unconfirmed = shortly(outcomes).filter((each) => each === 'unconfirmed');
        expect(unconfirmed).toHaveLength(seen);
        expect(outcomes).toHaveLength(40);
        const good = ids.slice(40).map((id) => record(id, {plan: 'pro'}));
        expect(new Set(shortly(await writer.send(prepareAll(writer, good), signal)))).toEqual(
          new Set(['written']),
        );
      });
    },
  );
});
