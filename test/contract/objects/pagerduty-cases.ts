import type {JsonObject} from '../../../src/core/json';
import {DELETED_AT, spoil, type BadKind, type Dump, type ObjectCase} from './object-case';

/** Number of the first user who is like most; the owner comes first. */
const FIRST_ORDINARY = 3;

const JOBS = ['SRE', 'Developer', 'On-call lead', 'Writer', 'Support engineer', 'Tester'];

const phone = (at: number): JsonObject => ({
  type: 'sms',
  address: `0151 ${10_000_000 + at}`,
  country_code: 49,
});

/** One has the whole chain, and one is in a team: every call of these goes wrong in every way. */
const changes: ObjectCase['row'] = (initial, at, version) => {
  const {email} = userAt(initial, FIRST_ORDINARY + at);
  return {
    login: String(email),
    job_title: `${JOBS[version] ?? ''} ${at}`,
    ...(at === 0 && {contact_methods: [{...phone(at), label: `State ${version}`}]}),
    ...(at === 0 && {
      notification_rules: [
        {urgency: 'high', start_delay_in_minutes: 7 + version, contact_method: phone(at)},
      ],
    }),
    ...(at === 1 && {
      teams: [{name: 'Payments', role: version % 2 === 0 ? 'observer' : 'responder'}],
      role: 'user',
    }),
  };
};

const creations: ObjectCase['row'] = (_initial, at, version) => ({
  login: `new-${at}@contract.example`,
  name: `New ${at}`,
  job_title: JOBS[version] ?? '',
  ...(at === 0 && {
    contact_methods: [{type: 'email', address: `new-${at}@contract.example`}, phone(at)],
    notification_rules: [
      {urgency: 'high', start_delay_in_minutes: 3 + version, contact_method: phone(at)},
    ],
    teams: ['Search'],
  }),
});

const base = {
  vendor: 'pagerduty',
  object: 'pagerduty_users',
  keyColumn: 'login',
  keyField: 'email',
  settings: {users: 44, twin_teams: 2, audit_records: 0},
  batch: 1,
  tellsUnchanged: true,
  show,
  once: (dump: Dump) =>
    [
      ...(dump['invitations'] ?? []).map(({email}) => `mailed ${String(email)}`),
      ...(dump['users'] ?? []).map(({email}) => `user ${String(email)}`),
    ].sort(),
} as const;

/** PagerDuty's users: those who are there, and those who are created. */
export const cases: readonly ObjectCase[] = [
  {
    ...base,
    title: 'pagerduty_users',
    operation: 'update',
    section: {},
    row: changes,
    bad: {
      ...badForAll(changes),
      'a user whom nobody knows': spoil({row: changes}, {login: 'no@one.example'}, 'not_found'),
      'the role of the owner': {
        reason: 'not_allowed',
        row: (initial) => ({login: String(userAt(initial, 0)['email']), role: 'user'}),
      },
      'deleted at its source': spoil(
        {row: changes},
        {_ab_cdc_deleted_at: DELETED_AT},
        'not_allowed',
      ),
    },
  },
  {
    ...base,
    title: 'pagerduty_users, created',
    operation: 'upsert',
    settings: {...base.settings, put_mode: 'replace', email_domains: 'contract.example'},
    section: {allow_invitations: true, max_invitations: 1_000},
    row: creations,
    bad: {
      ...badForAll(creations),
      'an address of a domain that the account refuses': spoil(
        {row: creations},
        {login: 'a@other.example', contact_methods: null, notification_rules: null},
        'refused_by_vendor',
      ),
      'nobody with a name': {
        reason: 'invalid_value',
        row: (_initial, at) => ({login: `nameless-${at}@contract.example`, job_title: 'SRE'}),
      },
    },
  },
];

function badForAll(row: ObjectCase['row']): Readonly<Record<string, BadKind>> {
  const bad = (spoilt: JsonObject, reason: BadKind['reason']): BadKind =>
    spoil({row}, spoilt, reason);
  const rule = {urgency: 'high', start_delay_in_minutes: 0};
  return {
    'no key': bad({login: null}, 'missing_key'),
    'a key that is not an e-mail': bad({login: 'jane'}, 'invalid_key'),
    'a role that does not exist': bad({role: 'queen'}, 'invalid_value'),
    'a role that cannot be given': bad({role: 'owner'}, 'not_allowed'),
    'a wrong type': bad({job_title: 7}, 'invalid_type'),
    'a phone that is none': bad(
      {
        contact_methods: [{type: 'phone', address: '12', country_code: 49}],
        notification_rules: null,
      },
      'invalid_value',
    ),
    'a phone of no country': bad(
      {contact_methods: [{type: 'sms', address: '15112345678'}], notification_rules: null},
      'invalid_value',
    ),
    'a rule for a method that the record does not have': bad(
      {
        contact_methods: [phone(1)],
        notification_rules: [{...rule, contact_method: {type: 'phone', address: '+49 30 123456'}}],
      },
      'invalid_value',
    ),
    'a push method': bad(
      {contact_methods: [{type: 'push_notification', address: 'token'}], notification_rules: null},
      'invalid_value',
    ),
    'a team that is named twice': bad({teams: [{name: 'Twins'}]}, 'ambiguous'),
    'a team that does not exist': bad({teams: [{name: 'Nobody'}]}, 'invalid_value'),
    'text for a list': bad({teams: 'Payments'}, 'invalid_type'),
    'one column in two spellings': bad({job_title: 'a', JOB_TITLE: 'b'}, 'ambiguous'),
  };
}

/** By addresses and names, because ids tell nothing of what a record wanted. */
function show(dump: Dump): Readonly<Record<string, unknown>> {
  const kinds = new Map(
    (dump['contact_methods'] ?? []).map((method) => [
      `${String(method['user_id'])} ${String(method['id'])}`,
      `${String(method['type'])} ${String(method['country_code'])} ${String(method['address'])}`,
    ]),
  );
  const ofUser = (kind: string, id: unknown): readonly Dump[string][number][] =>
    (dump[kind] ?? []).filter(({user_id: owner}) => owner === id);
  const users = (dump['users'] ?? []).map(({id, email, ...user}) => [
    String(email),
    {
      name: user['name'],
      role: user['role'],
      job_title: user['job_title'],
      description: user['description'],
      time_zone: user['time_zone'],
      methods: ofUser('contact_methods', id)
        .map(
          (one) =>
            `${kinds.get(`${String(id)} ${String(one['id'])}`) ?? ''} ${String(one['label'])}`,
        )
        .sort(),
      rules: ofUser('notification_rules', id)
        .map((rule) => {
          const method = rule['contact_method'] as {readonly id: string} | null;
          const kind = kinds.get(`${String(id)} ${method?.id ?? ''}`) ?? 'none';
          return `${String(rule['urgency'])} ${String(rule['start_delay_in_minutes'])} ${kind}`;
        })
        .sort(),
      teams: ofUser('team_members', id)
        .map((member) => `${String(member['team_id'])} ${String(member['role'])}`)
        .sort(),
    },
  ]);
  return Object.fromEntries(users) as Record<string, unknown>;
}

function userAt(dump: Dump, number: number): Readonly<Record<string, unknown>> {
  return dump['users']?.[number] ?? {};
}
