import {isJsonObject, type JsonObject} from '../../../src/core/json';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import type {Connection, SelectedStream} from '../double/connection';
import type {EchoedState} from '../double/state-books';
import {discoverStream} from './discover';
import {programs, type World} from './world';

/**
 * The connection that most scenarios use: users and teams of PagerDuty become visitors and accounts
 * of Pendo, which has none at first. Users come in pages of 100, and are written 50 at a time.
 */
export const DIRECTORY_VENDORS = {
  pagerduty: {users: 130, teams: 4, audit_records: 0},
  pendo: {visitors: 0, anonymous: 0, accounts: 0},
};

/** What a scenario changes. */
export interface DirectoryChoices {
  /** For both streams. */
  readonly selected?: Partial<SelectedStream>;
  readonly connection?: Partial<Connection>;
  readonly supportsRefreshes?: boolean;
  /** On top of the destination's configuration. */
  readonly destination?: JsonObject;
  /** On top of the mapping of users. */
  readonly users?: JsonObject;
  /** What both mappings say of their stream's name and namespace. */
  readonly named?: {readonly prefix?: string; readonly namespace?: string};
}

/** The connection with a scenario's choices. */
export async function directoryConnection(
  world: World,
  choices: DirectoryChoices = {},
): Promise<Connection> {
  const config = {pagerduty: world.sourceSection('pagerduty')};
  const select = async (name: string): Promise<SelectedStream> => ({
    stream: await discoverStream('pagerduty', name),
    syncMode: 'incremental',
    destinationSyncMode: 'append_dedup',
    ...choices.selected,
  });
  return {
    source: {entrypoint: programs.source, config},
    destination: {
      entrypoint: programs.destination,
      config: {
        pendo: {...world.destinationSection('pendo'), batch_size: 50},
        mappings: mappings(choices),
        ...choices.destination,
      },
      supportsRefreshes: choices.supportsRefreshes ?? true,
    },
    streams: [await select('pagerduty_users'), await select('pagerduty_teams')],
    ...choices.connection,
  };
}

function mappings({users, named = {}}: DirectoryChoices): readonly JsonObject[] {
  const {prefix = '', namespace} = named;
  const where = namespace === undefined ? {} : {namespace};
  return [
    {
      stream: `${prefix}pagerduty_users`,
      ...where,
      object: 'pendo_visitors',
      key: 'email',
      mode: 'upsert',
      fields: [
        {column: 'name', field: 'crmname'},
        {column: 'role', field: 'role'},
      ],
      ...users,
    },
    {
      stream: `${prefix}pagerduty_teams`,
      ...where,
      object: 'pendo_accounts',
      key: 'id',
      mode: 'upsert',
      fields: [{column: 'name', field: 'tier'}],
    },
  ];
}

/** Values by id. */
export type Values = Readonly<Record<string, unknown>>;

/** What Pendo must hold once everything has arrived. */
export function truth(sandbox: Sandbox): {readonly visitors: Values; readonly accounts: Values} {
  const {users = [], teams = []} = sandbox.dump('pagerduty');
  return {
    visitors: Object.fromEntries(users.map((user) => visitorOf(user))),
    accounts: Object.fromEntries(teams.map((team) => accountOf(team))),
  };
}

/** What Pendo holds: the custom values of each visitor and account. */
export function held(sandbox: Sandbox): {readonly visitors: Values; readonly accounts: Values} {
  const {visitors = [], accounts = []} = sandbox.dump('pendo');
  return {
    visitors: customValues(visitors, 'visitorId'),
    accounts: customValues(accounts, 'accountId'),
  };
}

/** Ids of records that a state claims to cover and that Pendo does not hold as they were sent. */
export function claimedInVain(sandbox: Sandbox, {stream, covers}: EchoedState): readonly string[] {
  const isUsers = stream.name === 'pagerduty_users';
  const values = held(sandbox)[isUsers ? 'visitors' : 'accounts'];
  return covers.flatMap((record) => {
    const [id, wanted] = isUsers ? visitorOf(record) : accountOf(record);
    const there = values[id];
    const isThere =
      isJsonObject(there) &&
      Object.entries(wanted).every(([field, value]) => there[field] === value);
    return isThere ? [] : [`${stream.name} ${id}`];
  });
}

function visitorOf({email, name, role}: Values): [string, Values] {
  return [String(email), {crmname: name, role}];
}

function accountOf({id, name}: Values): [string, Values] {
  return [String(id), {tier: name}];
}

function customValues(rows: readonly Values[], id: string): Values {
  return Object.fromEntries(
    rows.map(({[id]: key, metadata}) => [
      String(key),
      isJsonObject(metadata) ? metadata['custom'] : undefined,
    ]),
  );
}
