import fc from 'fast-check';
import type {JsonObject} from '../../src/core/json';
import type {SentList} from '../../src/core/records/sent-list';
import {understandBody} from '../../src/http/wire/understand-body';
import {rowTextOf} from '../../src/read/change-detection/row-text';
import {streamColumns, type StreamColumns} from '../../src/read/columns/stream-columns';
import {plainRow, TextRow} from '../../src/read/columns/text-row';
import type {Row} from '../../src/read/reader';
import {loadResource} from '../../src/resources/load-resource';
import {toRow as toPagerdutyRow} from '../../src/vendors/pagerduty/rows';
import {pagerdutyStreams} from '../../src/vendors/pagerduty/streams';
import {writtenUsers as writtenPagerdutyUsers} from '../../src/vendors/pagerduty/users/written-users';
import {toMemberRow} from '../../src/vendors/pandadoc/sweeps/member-row';
import {writtenMembers} from '../../src/vendors/pandadoc/sweeps/written-members';
import {toAccountRow} from '../../src/vendors/pendo/account-row';
import {toVisitorRow} from '../../src/vendors/pendo/visitor-row';
import {writtenRows} from '../../src/vendors/pendo/written-rows';
import {companyStreams} from '../../src/vendors/pipedrive/streams/company-streams';
import {toUserRow} from '../../src/vendors/pipedrive/streams/user-row';
import {writtenUsers as writtenPipedriveUsers} from '../../src/vendors/pipedrive/streams/written-users';

interface Written {
  readonly at: string;
  readonly columns: StreamColumns;
  readonly list: () => SentList;
  readonly toRow: (record: JsonObject) => Row;
  /** Names inside of values that are looked into. */
  readonly inner: readonly string[];
  /** Columns that whoever follows the list looks at. */
  readonly followed: readonly string[];
}

const open = (name: string): StreamColumns =>
  streamColumns(name, loadResource(`schemas/${name}.json`));
const origin = {id: 'w1', isGuess: false, name: 'Sales "North"'};

function pendo(kind: 'visitor' | 'account', toRow: typeof toVisitorRow): Written {
  const columns = open(`pendo_${kind}s`);
  return {
    at: 'results',
    columns,
    list: () => writtenRows(kind, columns),
    toRow: (record) => toRow(record, columns),
    inner: ['auto', 'agent', 'custom', 'accountid', 'accountids', 'lastupdated', 'email', 'name'],
    followed: [`${kind}Id`, 'lastUpdatedAt'],
  };
}

function streams(): Readonly<Record<string, Written>> {
  const members = open('pandadoc_members');
  const pipedrive = companyStreams().users;
  const pagerduty = pagerdutyStreams().users;
  return {
    'Pendo visitors': pendo('visitor', toVisitorRow),
    'Pendo accounts': pendo('account', toAccountRow),
    'PandaDoc members': {
      at: 'results',
      columns: members,
      list: () => writtenMembers(origin, members),
      toRow: (record) => toMemberRow(record, origin, members),
      inner: ['emails_verified'],
      followed: ['membership_id'],
    },
    'Pipedrive users': {
      at: 'data',
      columns: pipedrive,
      list: () => writtenPipedriveUsers(pipedrive),
      toRow: (record) => toUserRow(record, pipedrive),
      inner: ['app', 'admin'],
      followed: ['id'],
    },
    'PagerDuty users': {
      at: 'users',
      columns: pagerduty,
      list: () => writtenPagerdutyUsers(pagerduty),
      toRow: (record) => toPagerdutyRow(record, pagerduty),
      inner: ['id', 'type', 'summary', 'self', 'http_cal_url'],
      followed: ['id', 'name', 'email'],
    },
  };
}

/** Values as vendors send them, in columns where they fit, and in others where they do not. */
const usual = fc.oneof(
  fc.constantFrom(
    '',
    'Admin',
    'global',
    'ada@example.com',
    '2026-10-02 06:15:00',
    '5',
    'true',
    'é',
  ),
  fc.constantFrom(
    '2025-04-02T08:01:02.000345Z',
    '2026-06-30T17:45:10+02:00',
    '2026-13-01T00:00:00Z',
  ),
  fc.constantFrom('webcal://example.com/x.ics', 'user_reference', 0, 1, 7, -3, 1_763_500_000_456),
  fc.boolean(),
  fc.constant(null),
);
const unusual = fc.constantFrom('a"b', '😀', 1.5, 2 ** 53, 1e21);
const scalar = fc.oneof({weight: 20, arbitrary: usual}, {weight: 1, arbitrary: unusual});

function records({columns, inner}: Written): fc.Arbitrary<readonly JsonObject[]> {
  const declared = Object.keys(columns.schema['properties'] as JsonObject);
  const key = columns.primaryKey[0] ?? '';
  const {value} = fc.letrec((tie) => ({
    value: fc.oneof(
      {maxDepth: 3},
      scalar,
      fc.dictionary(fc.constantFrom(...inner, 'x'), tie('value'), {maxKeys: 4}),
      fc.array(tie('value'), {maxLength: 3}),
    ),
  }));
  const idType = String(
    [(columns.schema['properties'] as Record<string, JsonObject>)[key]?.['type']].flat().at(-1),
  );
  const usualId = idType === 'integer' ? fc.integer({min: 1, max: 9}) : fc.constantFrom('a1', 'b2');
  const id = fc.oneof({weight: 9, arbitrary: usualId}, {weight: 1, arbitrary: value});
  const members = fc.oneof(
    fc.record(declaredValues(columns), {requiredKeys: []}),
    fc.dictionary(fc.constantFrom(...declared, ...inner, 'more'), value, {maxKeys: 12}),
  );
  // In one order, as vendors send them.
  return fc.array(
    fc
      .tuple(id, members)
      .map(
        ([own, rest]) =>
          Object.fromEntries([[key, own], ...Object.entries(rest).sort(byName)]) as JsonObject,
      ),
    {minLength: 1, maxLength: 4},
  );
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;

/** For each column, values that mostly fit it. */
function declaredValues({schema}: StreamColumns): Record<string, fc.Arbitrary<unknown>> {
  const properties = Object.entries(schema['properties'] as Readonly<Record<string, JsonObject>>);
  return Object.fromEntries(
    properties.map(([column, {type, format}]) => [
      column,
      valuesOf(String([type].flat().at(-1)), format),
    ]),
  );
}

function valuesOf(type: string, format: unknown): fc.Arbitrary<unknown> {
  if (format === 'date-time') {
    return fc.constantFrom(
      null,
      '2026-10-02T06:15:00Z',
      '2026-10-02 06:15:00',
      '2025-04-02T08:01:02.000345Z',
    );
  }
  const reference = fc.record({
    ...{id: fc.constantFrom('P2', 'P1', 'P3'), type: fc.constantFrom('team', 'team_reference')},
    ...{summary: fc.constantFrom(null, 'Operations'), email: fc.constant('ada@example.com')},
  });
  const groups = fc.dictionary(
    fc.constantFrom('auto', 'agent', 'custom'),
    fc.record(
      {
        ...{accountid: fc.constantFrom('acct-1', '', null), lastupdated: fc.constantFrom(5, null)},
        accountids: fc.constantFrom([], ['acct-1'], ['acct-1', 'acct-2'], null),
        ...{email: fc.constantFrom('ada@example.com', '', null), name: fc.constantFrom('Acme', '')},
      },
      {requiredKeys: []},
    ),
  );
  const access = fc.record({app: fc.constantFrom('global', 'sales'), admin: fc.boolean()});
  switch (type) {
    case 'integer':
    case 'number':
      return fc.constantFrom(null, 0, 1, 42, 1_763_500_000_456);
    case 'boolean':
      return fc.constantFrom(null, true, false);
    case 'object':
      return groups;
    case 'array':
      return fc.array(fc.oneof(reference, access), {maxLength: 3});
    default:
      return fc.constantFrom(null, '', 'Admin', 'ada@example.com', 'é');
  }
}

describe.each(Object.keys(streams()))(
  'rows of %s that are taken from the text of an answer',
  (name) => {
    const stream = streams()[name] as Written;
    const {at, toRow, columns, followed} = stream;

    function read(sent: readonly JsonObject[], list: SentList): readonly object[] {
      const bytes = Buffer.from(JSON.stringify({[at]: sent}));
      const body = understandBody(bytes, {complete: true, list});
      return ((body as {value: unknown}).value as JsonObject)[at] as unknown as readonly object[];
    }

    it('are to the letter the rows that are made of parsed records', () => {
      const textOf = rowTextOf(columns, () => undefined);
      let taken = 0;
      fc.assert(
        fc.property(records(stream), (sent) => {
          const rows = read(sent, stream.list());
          for (const [place, row] of rows.entries()) {
            if (!(row instanceof TextRow)) continue;
            taken += 1;
            const made = toRow(sent[place] ?? {});
            expect(TextRow.textOf(row)).toEqual(textOf(made));
            for (const column of followed) expect(row[column]).toEqual(made[column]);
            expect(plainRow(row)).toEqual(JSON.parse(JSON.stringify(made)));
          }
        }),
        {numRuns: Number(process.env['FUZZ'] ?? 250)},
      );
      // Else nothing was compared.
      expect(taken).toBeGreaterThan(50);
    });
  },
);
