import type {JsonObject} from '../../../src/core/json';
import {spoil, type BadKind, type Dump, type ObjectCase} from './object-case';

const ENTRY = 'pendo';

const changes: ObjectCase['row'] = (initial, at, version) => {
  const {userName, active} = userAt(initial, at);
  return {
    login: String(userName).toUpperCase(),
    ...(at % 3 !== 1 && {'name.givenName': `Ada ${version}`}),
    ...(at % 3 !== 0 && {active: version % 2 === 0 ? active !== true : active === true}),
    ...(at % 2 === 0 && {'emails[type eq "home"].value': `home-${version}-${at}@contract.example`}),
  };
};

const creations: ObjectCase['row'] = (_initial, at, version) => ({
  login: `new-${at}@contract.example`,
  name: {givenName: 'New', familyName: `Person ${version}`},
  emails: [{value: `new-${at}@contract.example`, type: 'work', primary: true}],
});

const base = {
  vendor: 'scim',
  entry: ENTRY,
  object: `${ENTRY}_scim_users`,
  alsoFor: ['pagerduty_scim_users', 'pandadoc_scim_users', 'pipedrive_scim_users'],
  keyColumn: 'login',
  keyField: 'userName',
  settings: {},
  section: {allow_invitations: true, max_invitations: 1_000, max_deactivations: 1_000},
  batch: 1,
  tellsUnchanged: true,
  show,
  once: (dump: Dump) =>
    usersIn(dump)
      .map(({userName}) => String(userName))
      .sort(),
} as const;

/** A group gets a member more with each version, or another one where members are taken out. */
const memberships: ObjectCase['row'] = (initial, at, version) => {
  const {displayName, members} = groupsIn(initial)[at % groupsIn(initial).length] ?? {};
  const current = new Set((members as readonly {value: string}[]).map(({value}) => value));
  const others = usersIn(initial).filter(({id}) => !current.has(String(id)));
  const joins = [0, 1, 2].map((more) => others[(version * 3 + more) % others.length]);
  return {
    team: String(displayName),
    members: [
      ...[...current].slice(version % 2),
      ...joins.map((user) => String(user?.['userName']).toUpperCase()),
    ],
  };
};

/** Users of a SCIM service: those who are there, and those who are created. */
export const cases: readonly ObjectCase[] = [
  {
    ...base,
    title: 'pendo_scim_users',
    operation: 'update',
    row: changes,
    bad: {
      ...badForAll(changes),
      'a user whom nobody knows': spoil(
        {row: changes},
        {login: 'no@one.example', active: true},
        'not_found',
      ),
    },
  },
  {
    ...base,
    title: 'pendo_scim_users, created',
    operation: 'upsert',
    row: creations,
    bad: badForAll(creations),
  },
  {
    ...base,
    title: 'pendo_scim_groups',
    object: `${ENTRY}_scim_groups`,
    alsoFor: ['pagerduty_scim_groups', 'pipedrive_scim_groups'],
    operation: 'upsert',
    keyColumn: 'team',
    keyField: 'displayName',
    settings: {groups: 40},
    faultRows: 4,
    section: {remove_members: true, max_removals: 1_000},
    row: memberships,
    bad: badGroups(memberships),
    show: showGroups,
    once: (dump) =>
      groupsIn(dump)
        .map(({displayName}) => String(displayName))
        .sort(),
  },
];

function badGroups(row: ObjectCase['row']): Readonly<Record<string, BadKind>> {
  const bad = (spoilt: JsonObject, reason: BadKind['reason']): BadKind =>
    spoil({row}, spoilt, reason);
  return {
    'no key': bad({team: null}, 'missing_key'),
    'a member who is no user': bad({members: ['no@one.example']}, 'not_found'),
    'members that are no list': bad({members: 'ada@contract.example'}, 'invalid_type'),
    'a member that is no key': bad({members: [true]}, 'invalid_value'),
    'an attribute that the service does not have': bad({shoeSize: '42'}, 'unknown_field'),
    'a name in another letter case': bad({team: 'ADMINS'}, 'ambiguous'),
  };
}

function showGroups(dump: Dump): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    groupsIn(dump).map(({displayName, members}) => [
      String(displayName),
      (members as readonly {value: string}[]).map(({value}) => value).sort(),
    ]),
  );
}

function groupsIn(dump: Dump): Dump[string] {
  return dump[`${ENTRY}_groups`] ?? [];
}

function badForAll(row: ObjectCase['row']): Readonly<Record<string, BadKind>> {
  const bad = (spoilt: JsonObject, reason: BadKind['reason']): BadKind =>
    spoil({row}, spoilt, reason);
  const deleted = `${'0a'.repeat(16)}ada@contract.example`;
  return {
    'no key': bad({login: null}, 'missing_key'),
    'a key that is an object': bad({login: {}}, 'invalid_key'),
    'a wrong type': bad({active: 'perhaps'}, 'invalid_type'),
    'a list that is none': bad({emails: 'ada@contract.example'}, 'invalid_type'),
    'an attribute that the service does not have': bad({shoeSize: '42'}, 'unknown_field'),
    'a path that is none': bad({'name..givenName': 'x'}, 'unknown_field'),
    'what the service sets alone': bad({meta: {}}, 'read_only_field'),
    'the name of somebody deleted': bad({login: deleted, active: true}, 'invalid_value'),
    'one column in two spellings': bad({'name.givenName': 'x', 'NAME.givenname': 'y'}, 'ambiguous'),
    'a list and a value of it': bad(
      {emails: [{value: 'a@b.example'}], 'emails[type eq "work"].value': 'c@d.example'},
      'ambiguous',
    ),
  };
}

function show(dump: Dump): Readonly<Record<string, unknown>> {
  const users = usersIn(dump).map(({userName, name, emails, active}) => [
    String(userName),
    {name, emails, active},
  ]);
  return Object.fromEntries(users) as Record<string, unknown>;
}

function usersIn(dump: Dump): Dump[string] {
  return dump[`${ENTRY}_users`] ?? [];
}

function userAt(dump: Dump, number: number): Readonly<Record<string, unknown>> {
  return usersIn(dump)[number] ?? {};
}
