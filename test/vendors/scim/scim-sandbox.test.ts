import type {JsonObject} from '../../../src/core/json';
import type {OpenSource} from '../../../src/read/source-vendor';
import type {Sandbox, SandboxOptions} from '../../../src/sandbox/sandbox';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import {scimSource} from '../../../src/vendors/scim/source';
import {plan, recordRead, type ReadRecord} from '../../read/support/record-read';
import {createVendorKit} from '../support/vendor-kit';

type Settings = Readonly<Record<string, unknown>>;

const small = {users: 23, groups: 4, page_rows_max: 5};

async function withSandbox(
  scim: Settings,
  work: (sandbox: Sandbox) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  const sandbox = await startSandbox({vendors: {scim}, ...options});
  try {
    await work(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** The services of the sandbox as they are configured, with a clock that never waits. */
function openAll(sandbox: Sandbox): readonly OpenSource[] {
  // Ready sections are plain JSON.
  const entries = (sandbox.vendors['scim']?.sourceEntries ?? []) as readonly JsonObject[];
  return entries.map((entry) => scimSource.open(entry, createVendorKit()));
}

async function streamsOf(sources: readonly OpenSource[]): Promise<readonly string[]> {
  const names = await Promise.all(sources.map(async (source) => source.available()));
  return names.flatMap(({streams}) => [...streams]);
}

function dumped(sandbox: Sandbox, stream: string): readonly Settings[] {
  return sandbox.dump('scim')[stream.replace('_scim', '')] ?? [];
}

/** Only what the vendor sent: a record without columns that are null for it, and by id. */
function core(records: readonly ReadRecord[], like: readonly Settings[]): readonly unknown[] {
  const known = new Map(like.map((resource) => [resource['id'], resource]));
  return records.map((record) => {
    const names = Object.keys(known.get(record['id']) ?? {});
    return Object.fromEntries(names.map((name) => [name, record[name] ?? null]));
  });
}

const byId = (a: Settings, b: Settings): number => (String(a['id']) < String(b['id']) ? -1 : 1);

/** Members and groups are sets: by value, as the connector lists them. */
function ordered(resources: readonly Settings[]): readonly unknown[] {
  return [...resources]
    .sort(byId)
    .map((resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) =>
          name === 'members' || name === 'groups'
            ? [name, [...(value as {value: string}[])].sort((a, b) => (a.value < b.value ? -1 : 1))]
            : [name, value],
        ),
      ),
    );
}

describe('SCIM streams against the sandbox', () => {
  it.each<[string, Settings]>([
    ['pages of a hundred', {users: 256, groups: 9}],
    ['short pages', small],
    ['pages of one', {users: 7, groups: 2, page_rows_max: 1}],
    ['application/json', {...small, media_type: 'json'}],
    ['nobody', {users: 0, groups: 0}],
    ['exactly a hundred users', {users: 100, groups: 3}],
  ])('equal what the four services hold: %s', async (_name, scim) => {
    await withSandbox(scim, async (sandbox) => {
      const sources = openAll(sandbox);
      const streams = await streamsOf(sources);
      expect([...streams].sort()).toEqual([
        'pagerduty_scim_groups',
        'pagerduty_scim_users',
        'pandadoc_scim_users',
        'pendo_scim_groups',
        'pendo_scim_users',
        'pipedrive_scim_groups',
        'pipedrive_scim_users',
      ]);
      const read = await recordRead(sources, plan(streams));
      expect(read.results.filter(({failure}) => failure)).toEqual([]);
      for (const stream of streams) {
        const held = dumped(sandbox, stream);
        expect(core([...read.records(stream)].sort(byId), held)).toEqual(ordered(held));
      }
      for (const source of sources) expect(await source.check()).toEqual([]);
    });
  });

  it('emit nothing the second time, then exactly what changed, joined and left', async () => {
    await withSandbox({...small, groups: 0}, async (sandbox) => {
      const sources = openAll(sandbox);
      const streams = ['pagerduty_scim_users', 'pendo_scim_users', 'pipedrive_scim_users'];
      const first = await recordRead(sources, plan(streams));
      const states = () => Object.fromEntries(streams.map((name) => [name, first.state(name)]));
      const second = await recordRead(sources, plan(streams, states()));
      for (const stream of streams) expect(second.records(stream)).toEqual([]);
      for (const stream of streams) {
        const kind = stream.replace('_scim', '');
        const done = sandbox.change('scim', {kind, changed: 3, joined: 2, left: 4});
        const after = Object.fromEntries(streams.map((name) => [name, second.state(name)]));
        const third = await recordRead(sources, plan([stream], after));
        const records = third.records(stream);
        const gone = records.filter((record) => record['_ab_cdc_deleted_at'] !== null);
        const alive = records.filter((record) => record['_ab_cdc_deleted_at'] === null);
        expect(gone.map(({id}) => id).sort()).toEqual([...done.left].sort());
        expect(alive.map(({id}) => id).sort()).toEqual([...done.changed, ...done.joined].sort());
      }
    });
  });

  it.each<[string, Settings, string]>([
    ['a page that is repeated', {paging_fault: 'repeat'}, 'it counts 23 rows and sends 5'],
    ['a total that is never reached', {paging_fault: 'too_few'}, 'it counts 24 rows and sends 23'],
    ['no single sign-on', {sso: false}, 'SCIM is off because single sign-on is not set up'],
    ['no plan', {absent: 'pendo'}, 'SCIM is not available: Pendo answers HTTP 404'],
    ['a page of the product', {absent: 'pendo', absent_status: 200}, 'Pendo answers a web page'],
  ])('fail without tombstones on %s', async (_name, scim, words) => {
    await withSandbox({...small, ...scim}, async (sandbox) => {
      const read = await recordRead(openAll(sandbox), plan(['pendo_scim_users']));
      expect(read.results).toMatchObject([
        {tombstones: 0, failure: {message: expect.stringContaining(words) as string}},
      ]);
    });
  });

  it('miss nobody when somebody leaves while they are listed', async () => {
    await withSandbox({...small, paging_fault: 'someone_leaves'}, async (sandbox) => {
      const read = await recordRead(openAll(sandbox), plan(['pendo_scim_users']));
      const readIds = read.records('pendo_scim_users').map(({id}) => id);
      const held = dumped(sandbox, 'pendo_scim_users').map(({id}) => id);
      expect(held).toHaveLength(22);
      expect(held.filter((id) => !readIds.includes(id as string))).toEqual([]);
    });
  });

  it('leave the others alone when one service refuses its token', async () => {
    await withSandbox(small, async (sandbox) => {
      const entries = (sandbox.vendors['scim']?.sourceEntries ?? []) as readonly JsonObject[];
      const sources = entries.map((entry) =>
        scimSource.open(
          entry['vendor'] === 'pagerduty' ? {...entry, token: 'wrong-token'} : entry,
          createVendorKit(),
        ),
      );
      const streams = ['pagerduty_scim_users', 'pendo_scim_users', 'pipedrive_scim_users'];
      const read = await recordRead(sources, plan(streams));
      expect(read.results.map(({failure}) => failure?.kind)).toEqual([
        'auth',
        undefined,
        undefined,
      ]);
    });
  });

  it("take PagerDuty's account key in its own form", async () => {
    await withSandbox({...small, profile: 'documented'}, async (sandbox) => {
      const info = sandbox.vendors['scim'];
      const entry = {
        vendor: 'pagerduty',
        token: info?.credentials['pagerduty_api_key'] ?? '',
        base_url: info?.otherUrls?.['pagerduty'] ?? '',
      };
      const source = scimSource.open(entry, createVendorKit());
      // The vendor's own documents know no groups.
      expect([...(await source.available()).streams]).toEqual(['pagerduty_scim_users']);
      const read = await recordRead([source], plan(['pagerduty_scim_users']));
      expect(read.records('pagerduty_scim_users')).toHaveLength(23);
    });
  });

  it('say what is missing where the vendors document no reading', async () => {
    await withSandbox({...small, profile: 'documented'}, async (sandbox) => {
      const [, pandadoc, , pipedrive] = openAll(sandbox);
      expect(await pandadoc?.check()).toEqual([]);
      expect([...((await pandadoc?.available())?.streams ?? [])]).toEqual([]);
      expect(await pipedrive?.check()).toMatchObject([{kind: 'config'}]);
    });
  });
});
