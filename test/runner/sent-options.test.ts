import {isJsonObject, type JsonObject} from '../../src/core/json';
import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {vendors} from '../../src/vendors/registry';
import {scimDestination} from '../../src/vendors/scim/destination';
import {schemas} from './harness';
import type {TakenWrite, VendorDouble, World, WorldSetup} from './vendor-double';
import {
  createWorld,
  pagerdutyOf,
  pendoOf,
  pipedriveOf,
  startVendorDouble,
  userguidingOf,
} from './vendor-double';

/** What a changed option must do to rows that were accepted and did not change. */
type Effect =
  /** Every row is sent again. */
  | 'all'
  /** Only the row whose values look different is sent. */
  | 'some'
  /** Nothing is sent. */
  | 'nothing'
  /** The run stops: it may be another account. */
  | 'stops';

interface Change {
  readonly to: unknown;
  readonly effect: Effect;
  /** Options that must be there before and after the change for it to be allowed. */
  readonly beside?: JsonObject;
}

/** Every option of the vendors that are sent some of them; the test fails for one that is missing here. */
const CHANGES: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  pendo: {
    integration_key: {to: 'another-key', effect: 'stops'},
    region: {to: 'eu', effect: 'nothing'},
    base_url: {to: '{url}/pendo/other/api/v1', effect: 'stops'},
    metadata_api: {to: 'bulk', effect: 'all'},
    metadata_group: {to: 'agent', effect: 'all', beside: {allow_agent_group: true}},
    allow_agent_group: {to: true, effect: 'nothing'},
    batch_size: {to: 1, effect: 'nothing'},
    unknown_fields: {to: 'send', effect: 'all'},
    time_format: {to: 'epoch_ms', effect: 'some'},
    requests_per_second: {to: 999, effect: 'nothing'},
    verify: {to: 'all', effect: 'nothing'},
  },
  userguiding: {
    api_key: {to: 'another-key', effect: 'stops'},
    base_url: {to: '{url}/ug/v2', effect: 'stops'},
    auth: {to: 'ug_api_key', effect: 'nothing'},
    requests_per_10_seconds: {to: 9_999, effect: 'nothing'},
    id_case: {to: 'lowercase', effect: 'some'},
    identity_file: {to: '{directory}/identities.txt', effect: 'nothing'},
    skip_unchanged: {to: false, effect: 'nothing'},
    nested: {to: 'flatten', effect: 'some'},
    date_format: {to: 'epoch_ms', effect: 'some'},
    attributes_allow: {to: ['plan', 'city'], effect: 'some'},
    check_user_id: {to: 'u9', effect: 'nothing'},
    api_profile: {to: 'user_api', effect: 'all', beside: {paths: {upsert: 'POST /users'}}},
    region: {to: 'eu', effect: 'nothing'},
    paths: {to: {upsert: 'POST /users'}, effect: 'all'},
    upsert_path: {to: 'POST /users', effect: 'all'},
    update_path: {
      to: 'PATCH /users/{user_id}',
      effect: 'all',
      beside: {upsert_path: 'POST /users'},
    },
    list_path: {to: 'GET /users', effect: 'nothing'},
    body_style: {to: 'guide', effect: 'all'},
    confirmed_by: {to: 'status', effect: 'nothing'},
  },
  pipedrive: {
    credentials: {to: {auth_type: 'api_token', api_token: 'rotated'}, effect: 'nothing'},
    company_domain: {to: 'acme', effect: 'nothing'},
    base_url: {to: '{url}/pipedrive/v1/', effect: 'nothing'},
    token_in: {to: 'header', effect: 'nothing'},
    allow_invitations: {to: true, effect: 'nothing'},
    max_invitations: {to: 1, effect: 'nothing'},
    max_deactivations: {to: 1, effect: 'nothing'},
    write_fields: {to: 'guide', effect: 'all'},
  },
  pagerduty: {
    credentials: {to: {auth_type: 'api_key', api_key: 'rotated'}, effect: 'nothing'},
    region: {to: 'eu', effect: 'nothing'},
    base_url: {to: '{url}/pagerduty/', effect: 'nothing'},
    allow_invitations: {to: true, effect: 'nothing'},
    max_invitations: {to: 1, effect: 'nothing'},
    from_email: {to: 'ada@example.com', effect: 'nothing'},
    remove_contact_methods: {to: true, effect: 'all'},
    remove_notification_rules: {to: true, effect: 'all'},
    remove_teams: {to: true, effect: 'all'},
    max_removals: {to: 1, effect: 'nothing'},
    empty_lists: {to: 'clear', effect: 'all'},
    allow_unreachable: {to: true, effect: 'nothing'},
  },
};

/** The others: every option of theirs is one that is not sent. */
const unsent = vendors
  .flatMap(({destination}) => destination ?? [])
  .filter((one) => !(one.name in CHANGES) && one !== scimDestination);

const TIMES = `SELECT 'u' || i AS id, 'gold' AS plan,
  CASE WHEN i = 1 THEN TIMESTAMP '2024-01-01' END AS at FROM range(3) r(i)`;
const NESTED = `SELECT CASE WHEN i = 1 THEN 'U1' ELSE 'u' || i END AS id, 'gold' AS plan,
  CASE WHEN i = 1 THEN 'Oslo' END AS city, CASE WHEN i = 1 THEN '2024-01-01 00:00:00' END AS joined,
  CASE WHEN i = 1 THEN {'a': 1} END AS o FROM range(3) r(i)`;

const WORLDS: Readonly<Record<string, {readonly sql: string; readonly object: string}>> = {
  pendo: {sql: TIMES, object: 'pendo_visitors'},
  userguiding: {sql: NESTED, object: 'userguiding_users'},
  pipedrive: {
    sql: "SELECT * FROM (VALUES ('ada@example.com', 1), ('bob@example.com', 1)) t(id, role_id)",
    object: 'pipedrive_users',
  },
  pagerduty: {
    sql: "SELECT * FROM (VALUES ('ada@example.com', 'SRE'), ('bob@example.com', 'SRE')) t(id, job_title)",
    object: 'pagerduty_users',
  },
};

/** Their writers compare with what the vendor holds first, and there it is as it should be. */
const COMPARING = ['pipedrive', 'pagerduty'];

function optionsOf(vendor: string): readonly string[] {
  const {properties} = schemas().destination;
  const section = isJsonObject(properties) ? properties[vendor] : undefined;
  return [...namesIn(section)].filter((name) => name !== 'use').sort();
}

function namesIn(schema: unknown): ReadonlySet<string> {
  if (!isJsonObject(schema)) return new Set();
  const variants: readonly unknown[] = Array.isArray(schema['oneOf']) ? schema['oneOf'] : [];
  const own = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  return new Set([...own, ...variants.flatMap((variant) => [...namesIn(variant)])]);
}

describe('the options of a destination', () => {
  let double: VendorDouble;
  let world: World;
  beforeAll(async () => {
    double = await startVendorDouble();
    double.companies.set('rotated', 100);
    world = createWorld(double);
  });
  afterAll(async () => {
    world.clean();
    await double.close();
  });

  it.each(Object.keys(CHANGES))('are all decided on for %s', (vendor) => {
    expect(Object.keys(CHANGES[vendor] ?? {}).sort()).toEqual(optionsOf(vendor));
  });

  it('are all decided on for SCIM services, none of which is sent', () => {
    const {optionsNotSent = [], optionsInValues = [], entrySections = []} = scimDestination;
    const decided = [...optionsNotSent, ...optionsInValues].filter((name) => name !== 'vendor');
    for (const {name} of entrySections) expect(optionsOf(name)).toEqual([...decided].sort());
  });

  it.each(unsent)(
    'are all decided on for $name, none of which is sent',
    ({name, optionsNotSent = []}) => {
      expect(optionsOf(name)).toEqual([...optionsNotSent].sort());
    },
  );

  function sectionOf(vendor: string, more: JsonObject): object {
    if (vendor === 'pendo') return pendoOf(double, more);
    if (vendor === 'userguiding') {
      return userguidingOf(double, {nested: 'json', ...more});
    }
    if (vendor === 'pagerduty') return pagerdutyOf(double, more);
    const {pipedrive} = pipedriveOf(double) as {pipedrive: object};
    return {pipedrive: {...pipedrive, ...more}};
  }

  function setup(vendor: string, more: JsonObject, warehouse: string): WorldSetup {
    const {sql = '', object = ''} = WORLDS[vendor] ?? {};
    return {
      models: [{name: 'm', sql}],
      mappings: [{stream: 'm', object, ...(COMPARING.includes(vendor) && {key_field: 'email'})}],
      destination: sectionOf(vendor, more),
      warehouse,
    };
  }

  function filled(value: unknown): JsonObject[string] {
    const text = JSON.stringify(value)
      .replace('{url}', double.url)
      .replace('{directory}', world.directory);
    return JSON.parse(text) as JsonObject[string];
  }

  /** The ids that were written, one for each record. */
  function ids(writes: readonly TakenWrite[]): readonly string[] {
    return writes.flatMap(({body}) =>
      (Array.isArray(body) ? body : [body]).map((record: JsonObject) =>
        JSON.stringify(record['visitorId'] ?? record['userId'] ?? record['user_id']),
      ),
    );
  }

  const cases = Object.entries(CHANGES).flatMap(([vendor, changes]) =>
    Object.entries(changes).map(([option, change]) => ({vendor, option, ...change})),
  );
  const bases = new Map<string, Promise<string>>();

  /** A warehouse in which all rows are accepted under the settings before the change. */
  async function accepted(vendor: string, before: JsonObject): Promise<string> {
    const name = `${vendor}${bases.size}.duckdb`;
    const known = bases.get(vendor + JSON.stringify(before));
    if (known) return known;
    const made = world.run(setup(vendor, before, name)).then((report) => {
      expect(report).toMatchObject({outcome: 'done', objects: [{rejected: 0, not_tried: 0}]});
      return name;
    });
    bases.set(vendor + JSON.stringify(before), made);
    return made;
  }

  it.each(cases)('of $vendor: when $option changes, this is sent: $effect', async (one) => {
    const {vendor, option, to, effect, beside = {}} = one;
    const attributes = option === 'attributes_allow' ? {attributes_allow: ['plan']} : {};
    const before = {...beside, ...attributes};
    const base = await accepted(vendor, before);
    const copy = `${vendor}-${option}.duckdb`;
    copyFileSync(join(world.directory, base), join(world.directory, copy));
    double.taken();
    const after = {...before, [option]: filled(to)};
    const run = world.run(setup(vendor, after, copy));
    if (effect === 'stops') {
      await expect(run).rejects.toThrow(/--accept-account/);
      expect(double.taken()).toEqual([]);
      return;
    }
    const report = await run;
    expect(report).toMatchObject({outcome: 'done', objects: [{rejected: 0}]});
    const {rows = 0, changed = 0, new: fresh = 0} = report.objects[0] ?? {};
    const expected = {all: rows, some: 1, nothing: 0}[effect];
    // Under another spelling of its key a row is new.
    expect(changed + fresh).toBe(expected);
    if (!COMPARING.includes(vendor)) expect(ids(double.taken())).toHaveLength(expected);
  });

  it('count as unchanged when a default is written out', async () => {
    const base = await accepted('pendo', {});
    copyFileSync(join(world.directory, base), join(world.directory, 'default.duckdb'));
    const defaults = {metadata_api: 'auto', metadata_group: 'custom', time_format: 'iso8601'};
    const report = await world.run(setup('pendo', defaults, 'default.duckdb'));
    expect(report.objects).toMatchObject([{changed: 0, unchanged: 3}]);
  });
});
