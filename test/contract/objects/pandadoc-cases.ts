import type {JsonObject} from '../../../src/core/json';
import {DELETED_AT, spoil, type BadKind, type Dump, type ObjectCase} from './object-case';

const ROLES = ['Manager', 'Member', 'Collaborator', 'Custom reviewers'] as const;

/** Users before this one own keys, or may. */
const FIRST_ORDINARY = 4;

interface Membership {
  readonly id: string;
  readonly workspace: string;
  readonly email: string;
  readonly role: string;
  readonly license: string;
}

/** The memberships of ordinary people, in the order in which the workspaces list them. */
function ordinary(initial: Dump): readonly Membership[] {
  const owners = new Set((initial['users'] ?? []).slice(0, FIRST_ORDINARY).map(emailOf));
  const places = new Map(
    (initial['memberships'] ?? []).map((one) => [
      String(one['membership_id']),
      String(one['workspace_id']),
    ]),
  );
  return (initial['members'] ?? [])
    .filter((member) => !owners.has(emailOf(member)))
    .map((member) => {
      const id = String(member['membership_id']);
      const workspace = places.get(id) ?? '';
      const [role, license] = [String(member['role']), String(member['user_license'])];
      return {id, workspace, email: emailOf(member), role, license};
    });
}

const changes: ObjectCase['row'] = (initial, at, version) => {
  // A Guest who was given a role once has another license from then on, which no later role takes back.
  const people = ordinary(initial).filter(({license}) => license !== 'Guest');
  const {email, workspace, role} = people[at] ?? {email: '', workspace: '', role: ''};
  const others = ROLES.filter((one) => one !== role);
  return {login: email, workspace, role: others[version % others.length] ?? ''};
};

/** Who is removed stays so: there is one state only. */
const removals: ObjectCase['row'] = (initial, at) => {
  const {email, workspace} = ordinary(initial)[at] ?? {email: '', workspace: ''};
  return {login: email, workspace};
};

const invitations: ObjectCase['row'] = (initial, at, version) => ({
  login: `new-${at}@${emailOf(initial['users']?.[0] ?? {}).split('@')[1] ?? ''}`,
  workspace: workspaceOf(initial, at),
  role: ROLES[version % ROLES.length] ?? '',
});

const base = {
  vendor: 'pandadoc',
  object: 'pandadoc_members',
  keyColumn: 'login',
  keyField: 'email',
  batch: 1,
  tellsUnchanged: true,
  show,
  once: (dump: Dump) =>
    (dump['mails'] ?? []).map(({to, about}) => `${String(to)} ${String(about)}`).sort(),
} as const;

/** Few calls at the start, because the suite breaks each of them off. */
const small = {workspaces: 1, users: 49, contacts: 0} as const;
const allowed = {allow_invitations: true, allow_seats: true, max_seats: 1_000} as const;

/** PandaDoc's members: their roles, invitations by both contracts, removals. */
export const cases: readonly ObjectCase[] = [
  {
    ...base,
    title: 'pandadoc_members',
    operation: 'update',
    settings: small,
    section: allowed,
    row: changes,
    bad: {
      ...badForAll(changes),
      'somebody whom nobody knows': spoil({row: changes}, {login: 'no@one.example'}, 'not_found'),
      'the own person': owner(changes, {role: 'Member'}),
      // A tombstone has its key only, so that the workspace stands in it.
      'a tombstone of the own person': {
        reason: 'not_allowed',
        row: (initial) => ({
          login: `${emailOf(initial['users']?.[0] ?? {})}/${workspaceOf(initial, 0)}`,
          _ab_cdc_deleted_at: DELETED_AT,
        }),
      },
      'another name': spoil({row: changes}, {first_name: 'Nobody', last_name: 'Else'}, 'immutable'),
    },
  },
  {
    ...base,
    title: 'pandadoc_members, invited',
    operation: 'upsert',
    settings: {...small, workspaces: 2},
    section: {...allowed, max_invitations: 1_000},
    row: invitations,
    bad: {
      ...badForAll(invitations),
      'an address of another domain': spoil(
        {row: invitations},
        {login: 'new@elsewhere.example'},
        'invalid_value',
      ),
      nowhere: spoil({row: invitations}, {workspace: null}, 'invalid_value'),
    },
  },
  {
    ...base,
    title: 'pandadoc_members, removed',
    operation: 'soft_delete',
    settings: small,
    section: {allow_removals: true, max_removals: 1_000},
    row: removals,
    bad: {
      'no key': spoil({row: removals}, {login: null}, 'missing_key'),
      'a key that is not an e-mail': spoil({row: removals}, {login: 'jane'}, 'invalid_key'),
      'the own person': owner(removals, {}),
    },
  },
  {
    ...base,
    title: 'pandadoc_members, invited by the guide',
    operation: 'upsert',
    settings: {...small, profile: 'guide'},
    section: {...allowed, max_invitations: 1_000},
    row: invitations,
    bad: {
      ...badForAll(invitations),
      'a license': spoil({row: invitations}, {license: 'Full'}, 'unknown_field'),
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
    'a wrong type': bad({role: 5}, 'invalid_type'),
    'a role that is not there': bad({role: 'Queen of everything'}, 'invalid_value'),
    'a license that is none': bad({license: 'Gold'}, 'invalid_value'),
    'a workspace that is not configured': bad({workspace: 'Elsewhere'}, 'invalid_value'),
    'a field that is none': bad({shoe_size: 42}, 'unknown_field'),
    'one column in two spellings': bad({role: 'Member', ROLE: 'Manager'}, 'ambiguous'),
  };
}

function owner(row: ObjectCase['row'], spoilt: JsonObject): BadKind {
  return {
    reason: 'not_allowed',
    row: (initial, at) => ({
      ...row(initial, at, 0),
      login: emailOf(initial['users']?.[0] ?? {}),
      ...spoilt,
    }),
  };
}

function show(dump: Dump): Readonly<Record<string, unknown>> {
  const places = new Map(
    (dump['memberships'] ?? []).map((one) => [one['membership_id'], one['workspace_name']]),
  );
  const members = (dump['members'] ?? []).map((member) => [
    `${emailOf(member)} ${String(places.get(member['membership_id']))}`,
    {role: member['role'], status: member['status'], license: member['user_license']},
  ]);
  return Object.fromEntries(members) as Record<string, unknown>;
}

function emailOf(row: Readonly<Record<string, unknown>>): string {
  return String(row['email']);
}

/** Ids of the workspaces with keys, in turn. */
function workspaceOf(dump: Dump, at: number): string {
  const workspaces = dump['workspaces'] ?? [];
  return String(workspaces[at % workspaces.length]?.['id']);
}
