/** What is planted for each object: good records, bad ones of every kind, and how causes are fixed. */

const DELETED_AT = '2026-01-01T00:00:00Z';
const FIRST_ORDINARY = 9;

/** `fixed`: the fixed configuration takes these records. */
const kind = (reason, row, fixed = false) => ({reason, row, fixed});

function pendo({object, dumped, id, text, deleted}) {
  const good = ({ids}, at) => ({person: ids[at], [text]: 'shown'});
  const bad = (spoilt) => (world, at) => ({...good(world, at), ...spoilt});
  return {
    object,
    vendor: 'pendo',
    key: 'person',
    settings: {[dumped]: 10_400, odd_ids: false},
    section: {requests_per_second: 1000},
    fixed: {section: {unknown_fields: 'create'}, mapping: {mode: 'upsert'}},
    mapping: {mode: 'update'},
    world: (dump) => ({
      ids: dump[dumped].map((record) => record[id]).filter((key) => !key.startsWith('_PENDO')),
    }),
    good,
    goodIs: () => 'written',
    bad: [
      kind('missing_key', bad({person: null})),
      kind('invalid_key', bad({person: true})),
      kind('ambiguous', (world, at) => ({PERSON: world.ids[at], Person: world.ids[at]})),
      kind('invalid_type', bad({[text]: ['a list']})),
      kind('invalid_value', bad({renewaldate: 'soon'})),
      kind('unknown_field', bad({shoesize: 43}), true),
      kind('read_only_field', bad({[deleted]: 'x'}), true),
      kind('too_large', bad({[text]: 'x'.repeat(1_000_001)})),
      kind('not_found', (_world, at) => ({person: `nobody-${at}`, [text]: 'shown'}), true),
      kind('unsupported_operation', bad({_ab_cdc_deleted_at: DELETED_AT})),
    ],
    held: (dump) => dump[dumped].filter(({metadata}) => metadata.custom?.[text] === 'shown').length,
  };
}

const userguiding = {
  object: 'userguiding_users',
  vendor: 'userguiding',
  key: 'person',
  settings: {},
  section: {requests_per_10_seconds: 10_000},
  mapping: {},
  fixed: {section: {nested: 'flatten', id_case: 'lowercase'}, mapping: {}},
  world: () => ({}),
  good: (_world, at) => ({person: `user-${at}`, plan: 'shown'}),
  goodIs: () => 'written',
  bad: [
    kind('missing_key', () => ({person: ''})),
    kind('invalid_key', (_world, at) => ({person: ` user-${at}`, plan: 'shown'})),
    kind(
      'invalid_type',
      (_world, at) => ({person: `nested-${at}`, plan: 'shown', tags: ['a']}),
      true,
    ),
    kind('ambiguous', (_world, at) => ({person: `two-${at}`, company_id: 'a', company: {id: 'b'}})),
    kind('invalid_value', (_world, at) => ({person: `blank-${at}`, company: {id: ' a'}})),
    kind('too_large', (_world, at) => ({person: `large-${at}`, plan: 'x'.repeat(1_000_001)})),
    // Good records come before the bad ones, so that these are the second spellings.
    kind('id_collision', (_world, at) => ({person: `USER-${at % 400}`, plan: 'shown'}), true),
    kind('unsupported_operation', (_world, at) => ({
      person: `gone-${at}`,
      _ab_cdc_deleted_at: DELETED_AT,
    })),
  ],
  held: (dump) => dump.users.filter(({attributes}) => attributes.plan === 'shown').length,
};

const pipedrive = {
  object: 'pipedrive_users',
  vendor: 'pipedrive',
  key: 'person',
  settings: {
    users: 11_000,
    special_users: false,
    // Room enough for the whole show; the pace itself is shown elsewhere.
    burst_requests: 100_000,
    daily_tokens: 1_000_000_000,
    daily_writes: 1_000_000,
  },
  section: {max_deactivations: 0},
  mapping: {key_field: 'email', mode: 'update'},
  fixed: {
    section: {max_deactivations: 1_000, allow_invitations: true, max_invitations: 1_000},
    mapping: {key_field: 'email', mode: 'upsert'},
  },
  world: ({users, roles}) => ({
    owner: users[0],
    users: users.slice(FIRST_ORDINARY).filter(({active_flag: active}) => active),
    roles: roles.map(({id}) => id),
  }),
  // Every second user gets another role, the others have theirs already.
  good: ({users, roles}, at) => {
    const {email, role_id: role} = users[at];
    const other = roles[(roles.indexOf(role) + 1) % roles.length];
    return {person: email, role: at % 2 === 0 ? other : role};
  },
  goodIs: (at) => (at % 2 === 0 ? 'written' : 'unchanged'),
  bad: [
    kind('missing_key', () => ({person: null})),
    kind('invalid_key', () => ({person: 'jane'})),
    kind('invalid_type', ({users}, at) => ({person: users[at].email, active_flag: 'perhaps'})),
    kind('invalid_value', ({users}, at) => ({person: users[at].email, role: 'Queen'})),
    kind('ambiguous', ({users}, at) => ({person: users[at].email, locale: 'x', LOCALE: 'y'})),
    kind('not_allowed', ({owner}) => ({person: owner.email, active_flag: false})),
    kind(
      'not_found',
      (_world, at) => ({person: `new-${at}@show.example`, active_flag: true}),
      true,
    ),
    kind('limit_reached', ({users}, at) => ({person: users[at].email, active_flag: false}), true),
  ],
  held: ({users}, {users: before}) => {
    const roles = new Map(before.map(({email, role_id: role}) => [email, role]));
    return users.filter(({email, role_id: role}) => roles.has(email) && roles.get(email) !== role)
      .length;
  },
};

const scim = {
  object: 'pendo_scim_users',
  vendor: 'scim',
  // Whose entry of the list it is.
  entry: 'pendo',
  key: 'person',
  settings: {users: 11_500},
  section: {max_deactivations: 0},
  mapping: {key_field: 'userName', mode: 'update'},
  fixed: {
    section: {max_deactivations: 1_000, allow_invitations: true, max_invitations: 1_000},
    mapping: {key_field: 'userName', mode: 'upsert'},
  },
  world: ({pendo_users: users}) => ({
    users: users.filter(({active}) => active),
    inactive: users.filter(({active}) => !active),
  }),
  // Every tenth user gets another name: there is a call for each, at the pace of the service.
  good: ({users}, at) => ({
    person: users[at].userName.toUpperCase(),
    'name.givenName': at % 10 === 0 ? 'Shown' : users[at].name.givenName,
  }),
  goodIs: (at) => (at % 10 === 0 ? 'written' : 'unchanged'),
  bad: [
    kind('missing_key', () => ({person: null})),
    kind('invalid_key', () => ({person: true})),
    kind('invalid_type', ({users}, at) => ({person: users[at].userName, active: 'perhaps'})),
    kind('invalid_value', ({users}, at) => ({
      person: `${'0a'.repeat(16)}${users[at].userName}`,
      active: true,
    })),
    kind('ambiguous', ({users}, at) => ({
      person: users[at].userName,
      'name.familyName': 'x',
      'NAME.familyname': 'y',
    })),
    kind('unknown_field', ({users}, at) => ({person: users[at].userName, shoesize: 43})),
    kind('read_only_field', ({users}, at) => ({person: users[at].userName, meta: {}})),
    kind(
      'not_allowed',
      ({inactive}, at) => ({person: inactive[at % inactive.length].userName, active: true}),
      true,
    ),
    kind('not_found', (_world, at) => ({person: `new-${at}@show.example`, active: true}), true),
    kind('limit_reached', ({users}, at) => ({person: users[at].userName, active: false}), true),
  ],
  held: ({pendo_users: users}) => users.filter(({name}) => name?.givenName === 'Shown').length,
};

const sms = (at) => ({type: 'sms', address: `0151 ${10_000_000 + at}`, country_code: 49});
const pagerduty = {
  object: 'pagerduty_users',
  vendor: 'pagerduty',
  key: 'person',
  // Fewer than the list shows at most; some are named by more than one record.
  settings: {users: 9_990, teams: 8, twin_teams: 2, audit_records: 0},
  section: {},
  mapping: {key_field: 'email', mode: 'update'},
  fixed: {
    section: {allow_invitations: true, max_invitations: 1_000},
    mapping: {key_field: 'email', mode: 'upsert'},
  },
  world: ({users, team_members: members}) => ({
    owner: users[0],
    users: users.slice(1),
    members: new Set(members.map(({team_id: team, user}) => `${team} ${user.id}`)),
  }),
  // Of each hundred, one gets a telephone with a rule and ten another title: each takes calls, at the
  // pace of the service.
  good: ({users}, at) => {
    const {email, job_title: title} = users[at % users.length];
    if (at % 100 === 5) {
      const rule = {urgency: 'high', start_delay_in_minutes: 7, contact_method: sms(at)};
      return {person: email, contact_methods: [sms(at)], notification_rules: [rule]};
    }
    return {person: email, job_title: at % 10 === 0 ? 'Shown' : title};
  },
  goodIs: (at) => (at % 10 === 0 || at % 100 === 5 ? 'written' : 'unchanged'),
  bad: [
    kind('missing_key', () => ({person: null})),
    kind('invalid_key', () => ({person: 'jane'})),
    kind('invalid_type', ({users}, at) => ({person: users[at % users.length].email, job_title: 7})),
    kind('invalid_value', ({users}, at) => ({
      person: users[at % users.length].email,
      contact_methods: [{type: 'sms', address: '12', country_code: 49}],
    })),
    kind('ambiguous', ({users}, at) => ({
      person: users[at % users.length].email,
      teams: [{name: 'Twins'}],
    })),
    kind('not_allowed', ({owner}) => ({person: owner.email, role: 'user'})),
    kind(
      'not_found',
      (_world, at) => ({person: `new-${at}@show.example`, name: `New ${at}`}),
      true,
    ),
  ],
  held: ({users, contact_methods: methods}) =>
    users.filter(({job_title: title}) => title === 'Shown').length +
    methods.filter(({address}) => /^1511\d{7}$/.test(address)).length,
};

const PANDADOC_ROLES = ['Manager', 'Member', 'Collaborator'];
const pandadoc = {
  object: 'pandadoc_members',
  vendor: 'pandadoc',
  key: 'person',
  settings: {workspaces: 1, users: 14_000, contacts: 0},
  section: {requests_per_minute: 2_000, allow_seats: true, max_seats: 0},
  mapping: {key_field: 'email', mode: 'update'},
  fixed: {
    section: {allow_invitations: true, max_invitations: 1_000, max_seats: 1_000},
    mapping: {key_field: 'email', mode: 'upsert'},
  },
  world: ({users, members}) => {
    const owners = new Set(users.slice(0, 4).map(({email}) => email));
    const others = members.filter(({email, role}) => !owners.has(email) && role !== 'Admin');
    return {
      owner: users[0],
      domain: users[0].email.split('@')[1],
      // Another role than Collaborator makes a Guest a user with a paid seat.
      users: others.filter(({user_license: license}) => license !== 'Guest'),
      guests: others.filter(({user_license: license}) => license === 'Guest'),
    };
  },
  // Every twentieth member gets another role, the others have theirs already.
  good: ({users}, at) => {
    const {email, role} = users[at];
    const other = PANDADOC_ROLES.find((one) => one !== role);
    return {person: email.toUpperCase(), role: at % 20 === 0 ? other : role};
  },
  goodIs: (at) => (at % 20 === 0 ? 'written' : 'unchanged'),
  bad: [
    kind('missing_key', () => ({person: null})),
    kind('invalid_key', () => ({person: 'jane'})),
    kind('invalid_type', ({users}, at) => ({person: users[at].email, role: 7})),
    kind('invalid_value', ({users}, at) => ({person: users[at].email, role: 'Queen'})),
    kind('ambiguous', ({users}, at) => ({person: users[at].email, license: 'Full', LICENSE: 'x'})),
    kind('unknown_field', ({users}, at) => ({person: users[at].email, shoesize: 43})),
    kind('immutable', ({users}, at) => ({person: users[at].email, first_name: 'Somebody else'})),
    kind('not_allowed', ({owner}) => ({person: owner.email, role: 'Member'})),
    kind(
      'not_found',
      ({domain}, at) => ({person: `new-${at}@${domain}`, role: 'Collaborator'}),
      true,
    ),
    kind(
      'limit_reached',
      ({guests}, at) => ({
        person: guests[at % guests.length].email,
        role: guests[at % guests.length].role === 'Manager' ? 'Member' : 'Manager',
      }),
      true,
    ),
  ],
  held: ({members}, {users: before}) => {
    const roles = new Map(members.map(({membership_id: id, role}) => [id, role]));
    return before.filter(({membership_id: id, role}) => roles.get(id) !== role).length;
  },
};

const namesIn = ({members}) => members.map(({value}) => value);
const scimGroups = {
  object: 'pendo_scim_groups',
  vendor: 'scim',
  entry: 'pendo',
  key: 'person',
  settings: {users: 400, groups: 10_000, quirks: []},
  section: {remove_members: true, max_removals: 0},
  mapping: {key_field: 'displayName', mode: 'update'},
  fixed: {
    section: {max_removals: 100_000},
    mapping: {key_field: 'displayName', mode: 'upsert'},
  },
  world: ({pendo_users: users, pendo_groups: groups}) => ({
    users,
    groups: groups.filter(({members}) => members.every(({type}) => type !== 'Group')),
    full: groups.filter(({members}) => members.length > 0),
  }),
  // Every tenth group gets one member more, the others have theirs already.
  good: ({users, groups}, at) => {
    const group = groups[at];
    const ids = new Set(namesIn(group));
    const more = users.find(({id}) => !ids.has(id));
    const members = at % 10 === 0 ? [...ids, more.userName] : [...ids];
    return {person: group.displayName, members};
  },
  goodIs: (at) => (at % 10 === 0 ? 'written' : 'unchanged'),
  bad: [
    kind('missing_key', () => ({person: null})),
    kind('invalid_key', () => ({person: true})),
    kind('invalid_type', ({groups}, at) => ({
      person: groups[at % groups.length].displayName,
      members: 7,
    })),
    kind('unknown_field', ({groups}, at) => ({
      person: groups[at % groups.length].displayName,
      shoesize: 43,
    })),
    kind('read_only_field', ({groups}, at) => ({
      person: groups[at % groups.length].displayName,
      meta: {},
    })),
    kind('not_found', ({groups}, at) => ({
      person: groups[at % groups.length].displayName,
      members: ['nobody@show.example'],
    })),
    kind('not_found', (_world, at) => ({person: `New group ${at}`, members: []}), true),
    kind(
      'limit_reached',
      ({users, full}, at) => {
        const group = full[at % full.length];
        const ids = new Set(namesIn(group));
        return {
          person: group.displayName,
          members: [users.find(({id}) => !ids.has(id)).userName],
        };
      },
      true,
    ),
  ],
  held: ({pendo_groups: groups}, {groups: before}) => {
    const sizes = new Map(groups.map(({id, members}) => [id, members.length]));
    return before.filter(({id, members}) => sizes.get(id) === members.length + 1).length;
  },
};

/** One entry for each object. */
export const planted = [
  pendo({
    object: 'pendo_visitors',
    dumped: 'visitors',
    id: 'visitorId',
    text: 'plan',
    deleted: 'oldplan',
  }),
  pendo({
    object: 'pendo_accounts',
    dumped: 'accounts',
    id: 'accountId',
    text: 'tier',
    deleted: 'oldtier',
  }),
  userguiding,
  pipedrive,
  scim,
  scimGroups,
  pagerduty,
  pandadoc,
];
