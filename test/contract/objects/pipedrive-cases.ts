import type {JsonObject} from '../../../src/core/json';
import {DELETED_AT, spoil, type BadKind, type Dump, type ObjectCase} from './object-case';

/** Number of the first user who is like most: those before are admins, deleted, or twins. */
const FIRST_ORDINARY = 9;
const TWIN = 7;

const changes: ObjectCase['row'] = (initial, at, version) => {
  const {email, role_id: roleId, active_flag: active} = userAt(initial, FIRST_ORDINARY + at);
  const roles = rolesOf(initial).filter((id) => id !== roleId);
  return {
    login: String(email),
    ...(at % 3 !== 1 && {role: roles[version % roles.length] ?? 0}),
    ...(at % 3 !== 0 && {active_flag: version % 2 === 0 ? active !== true : active === true}),
  };
};

const invitations: ObjectCase['row'] = (initial, at, version) => ({
  login: `new-${at}@contract.example`,
  role: rolesOf(initial)[version % rolesOf(initial).length] ?? 0,
  active_flag: true,
});

const base = {
  vendor: 'pipedrive',
  object: 'pipedrive_users',
  keyColumn: 'login',
  keyField: 'email',
  settings: {},
  batch: 1,
  tellsUnchanged: true,
  show,
  once: (dump: Dump) => (dump['invitations'] ?? []).map(({email}) => String(email)).sort(),
} as const;

/** Pipedrive's users: those who are there, and those who are invited. */
export const cases: readonly ObjectCase[] = [
  {
    ...base,
    title: 'pipedrive_users',
    operation: 'update',
    section: {allow_invitations: true, max_invitations: 1_000, max_deactivations: 1_000},
    row: changes,
    bad: {
      ...badForAll(changes),
      // One who is to leave and whom nobody knows is done.
      'a user whom nobody knows': spoil(
        {row: changes},
        {login: 'no@one.example', active_flag: true},
        'not_found',
      ),
      'the own user leaving': special(changes, 0, {active_flag: false}, 'not_allowed'),
      'a tombstone of the own user': special(
        changes,
        0,
        {_ab_cdc_deleted_at: DELETED_AT},
        'not_allowed',
      ),
      'an e-mail of two users': special(changes, TWIN, {}, 'ambiguous'),
    },
  },
  {
    ...base,
    title: 'pipedrive_users, invited',
    operation: 'upsert',
    section: {allow_invitations: true, max_invitations: 1_000},
    row: invitations,
    bad: {
      ...badForAll(invitations),
      'an address that the vendor refuses': spoil(
        {row: invitations},
        {login: 'a@b'},
        'refused_by_vendor',
      ),
    },
  },
];

function badForAll(row: ObjectCase['row']): Readonly<Record<string, BadKind>> {
  const bad = (spoilt: JsonObject, reason: BadKind['reason']): BadKind =>
    spoil({row}, spoilt, reason);
  return {
    'no key': bad({login: null}, 'missing_key'),
    'a key that is an object': bad({login: {}}, 'invalid_key'),
    'a key that is not an e-mail': bad({login: 'jane'}, 'invalid_key'),
    'a wrong type': bad({active_flag: 'perhaps'}, 'invalid_type'),
    'rights that are none': bad({access: [{}]}, 'invalid_value'),
    'a role that is not there': bad({role: 'Queen of everything'}, 'invalid_value'),
    'two roles': bad({role: 1, role_name: 'x'}, 'invalid_value'),
    'one column in two spellings': bad({access: [{app: 'sales'}], ACCESS: 'x'}, 'ambiguous'),
  };
}

function special(
  row: ObjectCase['row'],
  number: number,
  spoilt: JsonObject,
  reason: BadKind['reason'],
): BadKind {
  return {
    reason,
    row: (initial, at) => ({
      ...row(initial, at, 0),
      login: String(userAt(initial, number)['email']),
      ...spoilt,
    }),
  };
}

function show(dump: Dump): Readonly<Record<string, unknown>> {
  const users = (dump['users'] ?? []).map((user) => [
    `${String(user['email'])}${user['is_deleted'] === true ? String(user['id']) : ''}`,
    {active: user['active_flag'], role: user['role_id'], access: user['access']},
  ]);
  return Object.fromEntries(users) as Record<string, unknown>;
}

function userAt(dump: Dump, number: number): Readonly<Record<string, unknown>> {
  return dump['users']?.[number] ?? {};
}

function rolesOf(dump: Dump): readonly number[] {
  return (dump['roles'] ?? []).map(({id}) => Number(id));
}
