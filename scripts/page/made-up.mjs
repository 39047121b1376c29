/** Made-up data for `npm run page:test`: everything that a page shows, with values that mean to do harm. */

const NOW = Date.UTC(2026, 2, 14, 6, 30);
const DAY = 86_400_000;

/** Values that break pages: they must stay text. */
export const HOSTILE = [
  '</script><script>globalThis.broken = 1</script>',
  '<img src=x onerror="globalThis.broken = 1">',
  '<!-- <script>',
  '\u202egnp.exe\u202c and \u200f\u0645\u0631\u062d\u0628\u0627',
  'x'.repeat(10_000),
  '👩‍👩‍👧‍👦 Ａｎｎａ 💥',
  '\u2028\u2029\ud800 end',
  "'; DROP TABLE people; --",
  '{{constructor.constructor("globalThis.broken = 1")()}}',
];

const iso = (ms) => new Date(ms).toISOString();
const times = (length, make) => Array.from({length}, (_, index) => make(index));

/** A run's page with `rows` rejected rows. */
export function madeUpRun(rows = 240) {
  const per = [Math.floor(rows * 0.7), Math.floor(rows * 0.25)];
  const counts = [...per, rows - per[0] - per[1]];
  const reasons = [
    [
      'unknown_record',
      'Pendo has never seen this visitor, and an update creates nobody.',
      'Nothing, if they have not opened the product yet: they are tried again at each run. Otherwise compare the key with the visitor ID that your installation sends.',
    ],
    [
      'wrong_type',
      'Field seats: text stands where Pendo has a number.',
      'Cast the column in the model, or change the field’s type in Pendo.',
    ],
    [
      'null_key',
      `The model gives no key. It says: "${HOSTILE[0]}"`,
      'Leave these rows out of the model, or fill their key at the source.',
    ],
  ];
  const runs = times(30, (index) => ({
    id: `run-${index}`,
    started: iso(NOW - (29 - index) * DAY),
    duration_ms: 61_000 + ((index * 7919) % 40_000),
    outcome: index === 11 ? 'failed' : index === 19 ? 'interrupted' : 'done',
    sent: index === 0 ? 8400 : 20 + ((index * 1327) % 310),
    equal: 8000,
    rejected: rows,
  }));
  const traffic = (vendor, side, base) => ({
    vendor,
    side,
    runs: runs.map((_, index) =>
      index === 4
        ? null
        : {
            requests: base + ((index * 37) % 25),
            retries: index % 9 === 2 ? 3 : 0,
            waited_ms: index % 5 === 4 ? 14_200 : 0,
          },
    ),
  });
  const object = (more) => ({
    outcome: 'complete',
    ...{new: 0, changed: 0, sent: 0, equal: 0, rejected: 0, left_model: 0},
    ...{not_tried: 0, left_for_later: 0, drifted: 0, reasons: [], remarks: []},
    ...more,
  });
  return {
    kind: 'run',
    run: {
      ...{id: 'run-29', command: 'run', run_file: 'crm-to-product.yaml', started: iso(NOW)},
      ...{duration_ms: 84_200, outcome: 'done', dry_run: false, version: '0.2.0'},
    },
    masked: true,
    accounts: [
      {side: 'source', vendor: 'pipedrive', name: 'Acme GmbH'},
      {side: 'source', vendor: 'pagerduty', name: 'acme.pagerduty.com'},
      {side: 'destination', vendor: 'pendo', name: 'Acme production'},
      {side: 'destination', vendor: 'userguiding', name: null},
    ],
    streams: [
      ['pipedrive_users', 8412, 131, 4],
      ['pipedrive_roles', 6, 0, 0],
      ['pendo_visitors', 51_240, 2210, 0],
      ['pagerduty_users', 214, 3, 1],
      ['pagerduty_teams', 19, 0, 0],
    ].map(([stream, read, changed, deleted]) => ({
      ...{stream, read, changed, deleted, vendor: stream.split('_')[0], outcome: 'complete'},
    })),
    models: [
      {
        model: 'crm_users',
        rows: 8405,
        reads: ['pipedrive_users', 'pipedrive_roles', 'pendo_visitors'],
      },
      {model: 'crm_accounts', rows: 640, reads: ['pipedrive_users']},
      {model: 'on_call', rows: 213, reads: ['pagerduty_users', 'pagerduty_teams']},
    ],
    objects: [
      object({
        ...{model: 'crm_users', object: 'pendo_visitors', rows: 8405, new: 12, changed: 119},
        ...{sent: 131, equal: 8034, rejected: rows, left_model: 4},
        reasons: reasons.map(([reason, sentence, todo], number) => ({
          ...{reason, sentence, what_to_do: todo, count: counts[number], number},
        })),
      }),
      object({
        model: 'crm_accounts',
        object: 'pendo_accounts',
        rows: 640,
        changed: 5,
        sent: 5,
        equal: 635,
      }),
      object({model: 'on_call', object: 'userguiding_users', rows: 213, equal: 213}),
    ],
    changes: {
      all: 136,
      values: 'whole',
      rows: times(10, (index) => ({
        ...{
          object: index % 3 === 2 ? 'pendo_accounts' : 'pendo_visitors',
          key: `a…${index}@e….com`,
        },
        status: index % 4 === 3 ? 'new' : 'changed',
        fields: [
          {field: 'role', before: index % 4 === 3 ? null : '"Sal…"', after: '"Man…"'},
          {
            field: 'note',
            before: index % 4 === 3 ? null : '"old"',
            after: HOSTILE[index % HOSTILE.length],
          },
        ].slice(0, 1 + (index % 2)),
      })),
    },
    runs,
    traffic: [
      traffic('pipedrive', 'source', 30),
      traffic('pendo', 'source', 12),
      traffic('pagerduty', 'source', 60),
      traffic('pendo', 'destination', 4),
      traffic('userguiding', 'destination', 1),
    ],
    failures: [],
    notes: [`The account of UserGuiding tells no name. ${HOSTILE[3]}`],
    commands: [
      {
        what: 'See the rejected rows, with their keys',
        command: 'user-sync rejected crm-to-product.yaml',
      },
      {what: 'Correct the cause, then run again', command: 'user-sync run crm-to-product.yaml'},
      {
        what: 'See everything that happened to one key',
        command: 'user-sync history crm-to-product.yaml --key KEY',
      },
    ],
    rejected: {
      reason: times(rows, (index) =>
        index < counts[0] ? 0 : index < counts[0] + counts[1] ? 1 : 2,
      ),
      key: times(rows, (index) => (index < HOSTILE.length ? HOSTILE[index] : `p…${index}@e….com`)),
      first_seen: times(rows, (index) => iso(NOW - (index % 20) * DAY)),
      more: 0,
    },
  };
}

/** The page of a first run: nothing to show in most places. */
export function madeUpFirstRun() {
  const whole = madeUpRun(0);
  return {
    ...whole,
    run: {...whole.run, outcome: 'bad_input', duration_ms: 400, id: null},
    ...{streams: [], models: [], objects: [], runs: [], traffic: [], accounts: [], notes: []},
    failures: [
      'The model crm_users cannot be computed: line 3: there is no column crmnam in pipedrive_users; did you mean crmname?',
    ],
    changes: {rows: [], all: 0, values: 'none'},
  };
}

const RULES = [
  [
    'leaver_with_access',
    'high',
    'The roster says left since 2026-02-28; the account is active.',
    'Deactivate the account at the vendor.',
  ],
  [
    'too_many_admins',
    'medium',
    '14 of 60 accounts are admins; 5 are allowed.',
    'Take the admin rights of those who do not need them.',
  ],
  [
    'dormant_account',
    'medium',
    'Not seen for 131 days.',
    'Ask whether the account is needed; deactivate it otherwise.',
  ],
  [
    'stale_invitation',
    'low',
    'Invited 45 days ago, not accepted.',
    'Send the invitation again, or take it back.',
  ],
];

/** An audit's page with `count` accounts of about a third as many people. */
export function madeUpAudit(count = 900) {
  const vendors = ['pagerduty', 'pandadoc', 'pipedrive'];
  const peopleCount = Math.ceil(count / 3);
  const person = (index) => `p${index}`;
  const name = (index) => (index < HOSTILE.length ? HOSTILE[index] : `N${index} P…`);
  const found = Math.ceil(count / 40);
  const rule = (index) => RULES[(index * 7) % RULES.length];
  const column = (length, make) => times(length, make);
  return {
    kind: 'audit',
    audit: {run_file: 'people.yaml', time: iso(NOW), seconds: 3.4, version: '0.2.0'},
    masked: true,
    findings: {
      finding_id: column(found, (index) => `f${index}`),
      rule: column(found, (index) => rule(index)[0]),
      severity: column(found, (index) => rule(index)[1]),
      person_id: column(found, (index) => person(index % peopleCount)),
      vendor: column(found, (index) => vendors[index % 3]),
      account_id: column(found, (index) => `id-${index}`),
      evidence: column(found, (index) => `${rule(index)[2]} ${HOSTILE[index] ?? ''}`),
      remedy: column(found, (index) => rule(index)[3]),
      url: column(found, (index) =>
        index === 1 ? 'javascript:globalThis.broken=1' : 'https://vendor.example/users/1',
      ),
      state: column(
        found,
        (index) => ['known', 'new', 'known', 'accepted', 'known', 'resolved'][index % 6],
      ),
      first_seen_at: column(found, (index) => iso(NOW - (index % 60) * DAY)),
    },
    people: {
      person_id: column(peopleCount, person),
      name: column(peopleCount, name),
      email: column(peopleCount, (index) => `n…${index}@e….com`),
      roster_status: column(peopleCount, (index) => ['active', 'active', 'left', ''][index % 4]),
    },
    accounts: {
      person_id: column(count, (index) => person(Math.floor(index / 3))),
      vendor: column(count, (index) => vendors[index % 3]),
      account_id: column(count, (index) => `PX${index}`),
      email: column(count, (index) => `n…${index}@e….com`),
      name: column(count, (index) => name(Math.floor(index / 3))),
      state: column(count, (index) => ['active', 'active', 'invited', 'disabled'][index % 4]),
      is_admin: column(count, (index) => Number(index % 11 === 0)),
      last_seen_at: column(count, (index) => (index % 2 ? '' : iso(NOW - (index % 200) * DAY))),
    },
    links: {
      person_id: column(count - peopleCount, (index) => person(Math.floor(index / 2))),
      left_vendor: column(count - peopleCount, () => 'pagerduty'),
      left_account: column(count - peopleCount, (index) => `PX${Math.floor(index / 2) * 3}`),
      right_vendor: column(count - peopleCount, (index) => vendors[1 + (index % 2)]),
      right_account: column(
        count - peopleCount,
        (index) => `PX${Math.floor(index / 2) * 3 + 1 + (index % 2)}`,
      ),
      rule: column(count - peopleCount, () => 'equal_address'),
      evidence: column(
        count - peopleCount,
        (index) => `address n…${index}@e….com; first names equal`,
      ),
    },
    near: {
      left_vendor: column(found, () => 'pagerduty'),
      left_account: column(found, (index) => `PX${index * 3}`),
      right_vendor: column(found, () => 'pipedrive'),
      right_account: column(found, (index) => `PX${index * 3 + 5}`),
      evidence: column(found, (index) => `phone …142; names N… P… and ${HOSTILE[index] ?? 'T…'}`),
      why: column(found, () => 'the first names differ'),
    },
    access: {
      person_id: column(count, (index) => person(Math.floor(index / 3))),
      vendor: column(count, (index) => vendors[index % 3]),
      account_id: column(count, (index) => `PX${index}`),
      kind: column(count, (index) => ['role', 'team', 'workspace'][index % 3]),
      name: column(count, (index) => ['Observer', 'On call Europe', 'Sales'][index % 3]),
    },
    vendors: vendors.map((vendor, index) => ({
      ...{vendor, active: 210 - index * 31, invited: index * 4, disabled: 12, admins: 5 + index},
      over_time: times(12, (at) => ({
        ...{
          time: iso(NOW - (11 - at) * 7 * DAY),
          active: 180 + at * 2 - index * 30,
          invited: index,
        },
        admins: 4 + index + (at % 2),
      })),
    })),
    left_out: [
      {rule: 'disabled_in_directory', reason: 'No SCIM section is configured.'},
      {rule: 'outside_domain', reason: 'people.company_domains is not set.'},
    ],
    notes: [`The roster lists one person more than once: keys 17, 18. ${HOSTILE[1]}`],
  };
}

/** The page of an audit that found nothing. */
export function madeUpEmptyAudit() {
  const whole = madeUpAudit(3);
  const empty = (columns) => Object.fromEntries(Object.keys(columns).map((name) => [name, []]));
  const {findings, people, accounts, links, near, access} = whole;
  return {
    ...whole,
    ...{findings: empty(findings), people: empty(people), accounts: empty(accounts)},
    ...{links: empty(links), near: empty(near), access: empty(access)},
    ...{vendors: [], left_out: [], notes: []},
  };
}
