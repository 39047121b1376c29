import type {JsonObject} from '../../../src/core/json';

/** A stream of the kind that PyAirbyte smoke-tests destinations with; the data are our own. */
export interface Scenario {
  /** PyAirbyte's name for it. */
  readonly name: string;
  /** Default: the scenario's name. */
  readonly stream?: string;
  /** Empty: none. Default: `id`. */
  readonly primaryKey?: readonly string[];
  readonly columns?: readonly string[];
  readonly rows: readonly JsonObject[];
}

const numbered = (count: number, row: (at: number) => JsonObject): readonly JsonObject[] =>
  Array.from({length: count}, (_, at) => ({id: at + 1, ...row(at + 1)}));

const WIDE = Array.from({length: 49}, (_, at) => `wide_${String(at + 1).padStart(2, '0')}`);
const LONG_A = `customer_lifetime_value_in_account_currency_${'before_taxes_and_discounts_'.repeat(3)}total`;
const LONG_B = `last_time_that_anybody_of_this_company_${'opened_any_page_of_the_help_center_'.repeat(3)}at`;

/** All 22 scenarios, and the one that is sent before them. */
export const scenarios: readonly Scenario[] = [
  {
    name: '_preflight_basic_types',
    rows: numbered(2, (at) => ({label: `check ${at}`, ok: true})),
  },
  {
    name: 'basic_types',
    rows: [
      {id: 1, label: 'Ada', score: 12.25, paying: true},
      {id: 2, label: 'Grace', score: 0, paying: false},
      {id: 3, label: '', score: -7.5, paying: true},
    ],
  },
  {
    name: 'timestamp_types',
    rows: [
      {id: 1, day: '2025-02-28', seen_at: '2025-02-28T08:15:00Z', seconds: 1_740_730_500},
      {id: 2, day: '1970-01-01', seen_at: '1970-01-01T00:00:00+00:00', seconds: 0},
      {id: 3, day: '2098-06-30', seen_at: '2098-06-30T23:59:59.123456Z', seconds: 4_054_147_199},
    ],
  },
  {
    name: 'large_decimals_and_numbers',
    rows: [
      {id: 1, big: 8_888_888_888_888_888, exact: Math.E, small: 0.000_002},
      {id: 2, big: -8_888_888_888_888_888, exact: -0.2, small: 3e-11},
      {id: 3, big: 0, exact: 77_777_777.777_777_7, small: 0},
    ],
  },
  {
    name: 'nested_json_objects',
    rows: [
      {id: 1, about: {by: 'form', marks: ['x', 'y']}, deep: {a: {b: {c: 'd'}}}, parts: [{n: 1}]},
      {id: 2, about: {by: 'hand', marks: []}, deep: {a: {b: {c: ''}}}, parts: []},
    ],
  },
  {
    name: 'null_handling',
    rows: [
      {id: 1, text: 'here', whole: 7, number: 2.5, flag: true, thing: {k: 'v'}, never: null},
      {id: 2, text: null, whole: null, number: null, flag: null, thing: null, never: null},
      {id: 3, text: '', whole: 0, number: 0, flag: false, thing: {}, never: null},
    ],
  },
  {
    name: 'column_naming_edge_cases',
    rows: [
      {
        id: 1,
        MixedCaseName: 'mixed',
        SHOUTED: 'loud',
        plain_name: 'plain',
        'with-hyphens': 'hyphens',
        'with.full.stops': 'stops',
        'with some blanks': 'blanks',
        where: 'a word of SQL',
        table: 'another',
        group: 'and another',
      },
    ],
  },
  {
    name: 'table_naming_edge_cases',
    stream: 'odd-table.name with 1 blank & more',
    rows: [{id: 1, note: 'odd name'}],
  },
  {name: 'CamelCaseStreamName', rows: [{id: 1, note: 'camel'}]},
  {
    name: 'wide_table_50_columns',
    rows: [
      {id: 1, ...Object.fromEntries(WIDE.map((name, at) => [name, `cell ${at}`]))},
      {id: 2, ...Object.fromEntries(WIDE.map((name) => [name, null]))},
    ],
  },
  {name: 'empty_stream', columns: ['id', 'note'], rows: []},
  {name: 'single_record_stream', rows: [{id: 1, note: 'alone'}]},
  {
    name: 'large_batch_stream',
    rows: numbered(1_000, (at) => ({label: `row ${at}`, ratio: at / 8, kind: `kind ${at % 4}`})),
  },
  {
    name: 'unicode_and_special_strings',
    rows: [
      {id: 1, text: 'plain words', odd: 'one\ntwo\tthree'},
      {id: 2, text: 'Žofie Łukasz Ñandú', odd: '"quoted"'},
      {id: 3, text: '東京タワー', odd: 'C:\\temp\\'},
      {id: 4, text: 'Привет 👋🏽', odd: ''},
    ],
  },
  {
    name: 'schema_with_no_primary_key',
    primaryKey: [],
    rows: [
      {event_id: 'e-1', what: 'open', body: '{}'},
      {event_id: 'e-1', what: 'open', body: '{}'},
      {event_id: 'e-2', what: 'close', body: '{"at": "door"}'},
    ],
  },
  {name: 'long_column_names', rows: [{id: 1, [LONG_A]: 'long one', [LONG_B]: 'long two'}]},
  {
    name: 'duplicate_primary_keys',
    rows: [
      {id: 1, label: 'Ada', state: 'old'},
      {id: 2, label: 'Grace', state: 'old'},
      {id: 1, label: 'Ada', state: 'newer'},
      {id: 3, label: 'Edsger', state: 'old'},
      {id: 2, label: 'Grace', state: 'newest'},
      {id: 1, label: 'Ada', state: 'newest'},
    ],
  },
  {
    name: 'time_types',
    rows: [
      {id: 1, clock: '08:15:00', clock_there: '08:15:00+02:00', moment: '2025-02-28T08:15:00'},
      {id: 2, clock: '00:00:00', clock_there: '00:00:00Z', moment: '1970-01-01T00:00:00'},
      {
        id: 3,
        clock: '23:59:59.9',
        clock_there: '23:59:59.9-11:00',
        moment: '2098-06-30T23:59:59.9',
      },
    ],
  },
  {
    name: 'union_types',
    rows: [
      {id: 1, word_or_count: 'word', number_or_null: Math.E, thing_or_word: {k: 'v'}},
      {id: 2, word_or_count: 17, number_or_null: null, thing_or_word: 'word'},
      {id: 3, word_or_count: '', number_or_null: 0, thing_or_word: {}},
    ],
  },
  {
    name: 'array_of_primitives',
    rows: [
      {id: 1, words: ['p', 'q'], counts: [4, 5], any: ['p', 5, false, null, 1.5], none: []},
      {id: 2, words: [], counts: [0, -9], any: [{in: 'side'}, [3]], none: [1e9, -0.5]},
      {id: 3, words: ['', ' '], counts: [], any: [], none: [2]},
    ],
  },
  {
    name: 'large_string_values',
    rows: [
      {id: 1, short: 'k'.repeat(900), middle: 'm'.repeat(11_000), large: 'n'.repeat(110_000)},
      {id: 2, short: 'brief', middle: 'words '.repeat(2_000), large: 'more words '.repeat(9_000)},
    ],
  },
  {
    name: 'sparse_records',
    rows: [
      {id: 1, first: 'one'},
      {id: 2, second: 2},
      {id: 3, third: 3.25},
      {id: 4, fourth: true},
      {id: 5, fifth: 'five'},
      {id: 6, first: 'all', second: 6, third: 6.5, fourth: false, fifth: 'of them'},
      {id: 7},
    ],
  },
  {
    name: 'special_number_values',
    rows: [
      {id: 1, real: Number.MAX_VALUE, whole: 1},
      {id: 2, real: Number.MIN_VALUE, whole: -1},
      {id: 3, real: -Number.MAX_VALUE, whole: 0},
      // Written as it is in JSON: 64 bits, more than a double holds exactly.
      {id: 4, real: -Number.MIN_VALUE, whole: 2 ** 63},
      {id: 5, real: 0, whole: -(2 ** 63)},
      {id: 6, real: 1, whole: 2_147_483_647},
      {id: 7, real: -1, whole: -2_147_483_648},
    ],
  },
];
