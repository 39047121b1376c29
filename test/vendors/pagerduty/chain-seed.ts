import type {JsonObject} from '../../../src/core/json';
import type {Fault, FaultAction} from '../../../src/sandbox/fault';

/** What one seed makes: an account, people, and what goes wrong while they are written. */
export interface ChainSeed {
  readonly settings: JsonObject;
  readonly section: JsonObject;
  readonly rows: readonly ChainRow[];
  /** One plan for each round that is disturbed; behind them nothing goes wrong. */
  readonly rounds: readonly (readonly Fault[])[];
}

/** A person as a record has them; `phone` is what PagerDuty must hold of a number. */
export interface ChainRow {
  readonly record: JsonObject & {readonly login: string};
  readonly methods: readonly string[];
  readonly rules: readonly string[];
  readonly teams: readonly {readonly name: string; readonly role: string | undefined}[];
}

type Random = () => number;

const TROUBLES: readonly FaultAction[] = [
  {type: 'status', status: 500},
  {type: 'status', status: 503},
  {type: 'reset_before'},
  {type: 'reset_after'},
  {type: 'truncated'},
  {type: 'status', status: 429},
];
const TEAMS = ['Ops', 'Payments', 'Search', 'Mobile'];
const TEAM_ROLES = [undefined, 'observer', 'responder', 'manager'];
/** Spellings of one number, and what PagerDuty holds of it. */
const SPELLINGS: readonly ((digits: string) => JsonObject)[] = [
  (digits) => ({address: digits, country_code: 49}),
  (digits) => ({address: `0${digits.slice(0, 3)} ${digits.slice(3)}`, country_code: 49}),
  (digits) => ({address: `+49 ${digits.slice(0, 3)}/${digits.slice(3)}`}),
  (digits) => ({address: `0049 ${digits}`, country_code: '49'}),
];

/** Everything follows from the seed, so that a run that failed can be done again. */
export function chainOf(seed: number, existing: readonly string[]): ChainSeed {
  const random = randomOf(seed);
  const flag = (share: number): boolean => random() < share;
  const people = [
    `new-${seed}-a@chain.example`,
    `new-${seed}-b@chain.example`,
    existing[Math.floor(random() * existing.length)] ?? '',
  ];
  return {
    settings: {
      users: 4,
      teams: TEAMS.length,
      audit_records: 0,
      put_mode: pick(random, ['partial', 'replace']),
      create_lag_ms: pick(random, [0, 0, 1_500, 4_000]),
      lock_every: pick(random, [0, 0, 2]),
      method_actions_per_minute: pick(random, [0, 0, 3]),
      rules_in_list: pick(random, ['all', 'high']),
      include_ignored: flag(0.1),
      guide_empty_arrays: flag(0.2),
    },
    section: {
      allow_invitations: true,
      remove_contact_methods: flag(0.3),
      remove_notification_rules: flag(0.3),
      allow_unreachable: true,
    },
    rows: people.map((login, at) => rowOf(random, login, at)),
    rounds: Array.from({length: 1 + Math.floor(random() * 3)}, () => faultsOf(random)),
  };
}

function rowOf(random: Random, login: string, at: number): ChainRow {
  const digits = `151${String(10_000_000 + Math.floor(random() * 89_999_999))}`;
  const kinds = ['sms', 'phone', 'whatsapp'].filter(() => random() < 0.6);
  const spelt = (): JsonObject => pick(random, SPELLINGS)(digits);
  const methods = [
    {type: 'email', address: login, ...(random() < 0.3 && {label: 'Work'})},
    ...kinds.map((type) => ({type, ...spelt(), ...(random() < 0.5 && {label: `My ${type}`})})),
  ];
  const keyOf = (type: string): string =>
    type === 'email' ? `email_contact_method ${login}` : `${type}_contact_method 49 ${digits}`;
  const rules = ['email', ...kinds].flatMap((type) =>
    ['high', 'low'].flatMap((urgency) =>
      random() < 0.5 ? [{urgency, type, start_delay_in_minutes: Math.floor(random() * 3) * 5}] : [],
    ),
  );
  const teams = TEAMS.filter(() => random() < 0.3).map((name) => ({
    name,
    role: pick(random, TEAM_ROLES),
  }));
  return {
    record: {
      login,
      name: `Person ${at}`,
      ...(random() < 0.7 && {job_title: `Job ${Math.floor(random() * 9)}`}),
      contact_methods: methods,
      ...(rules.length > 0 && {
        notification_rules: rules.map(({urgency, type, start_delay_in_minutes}) => ({
          urgency,
          start_delay_in_minutes,
          contact_method: type === 'email' ? {type, address: login} : {type, ...spelt()},
        })),
      }),
      ...(teams.length > 0 && {
        teams: teams.map(({name, role}) => ({name, ...(role !== undefined && {role})})),
      }),
    },
    methods: methods.map(({type}) => keyOf(type)),
    rules: rules.map(
      ({urgency, type, start_delay_in_minutes: delay}) => `${urgency} ${delay} ${keyOf(type)}`,
    ),
    teams,
  };
}

/** A cut from some call on, some single calls, or every call with some probability. */
function faultsOf(random: Random): readonly Fault[] {
  const what = pick(random, TROUBLES);
  const n = 1 + Math.floor(random() * 25);
  switch (Math.floor(random() * 3)) {
    case 0:
      return [{what, when: {type: 'from', n}}];
    case 1:
      return [1, 2, 3].map(() => ({
        what: pick(random, TROUBLES),
        when: {type: 'nth', n: 1 + Math.floor(random() * 25)},
      }));
    default:
      return TROUBLES.map((each) => ({what: each, when: {type: 'probability', p: 0.04}}));
  }
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  // True because no list here is empty, and random is below 1.
  return items[Math.floor(random() * items.length)] as Item;
}

/** Mulberry32: small, and the same everywhere. */
function randomOf(seed: number): Random {
  let state = (seed * 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
