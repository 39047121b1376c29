import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {DELETED_AT, longText, spoil, type BadKind, type Dump, type ObjectCase} from './object-case';

/** Records of one kind of Pendo's. */
interface PendoKindParts {
  readonly object: string;
  readonly dumped: 'visitors' | 'accounts';
  readonly id: string;
  /** Fields of type text, integer and of a deleted field. */
  readonly text: string;
  readonly integer: string;
  readonly deleted: string;
}

const visitors: PendoKindParts = {
  object: 'pendo_visitors',
  dumped: 'visitors',
  id: 'visitorId',
  text: 'plan',
  integer: 'seats',
  deleted: 'oldplan',
};

const accounts: PendoKindParts = {
  object: 'pendo_accounts',
  dumped: 'accounts',
  id: 'accountId',
  text: 'tier',
  integer: 'people',
  deleted: 'oldtier',
};

/** Pendo's objects through each of its APIs and forms of answers. */
export const cases: readonly ObjectCase[] = [
  pendoCase(visitors, {}),
  pendoCase(accounts, {}),
  pendoCase(visitors, {title: 'upsert', operation: 'upsert'}),
  pendoCase(visitors, {
    title: 'answers with counts only',
    settings: {counts_only: true},
    section: {unknown_fields: 'send'},
  }),
  pendoCase(visitors, {
    title: 'fields sent unchecked',
    section: {unknown_fields: 'send'},
  }),
  pendoCase(accounts, {title: 'the bulk API', settings: {profile: 'guide', rows: 'full'}}),
];

interface Variant {
  readonly title?: string;
  readonly operation?: 'upsert';
  readonly settings?: JsonObject;
  readonly section?: JsonObject;
}

function pendoCase(kind: PendoKindParts, variant: Variant): ObjectCase {
  const {operation = 'update', title, settings, section} = variant;
  const row: ObjectCase['row'] = (initial, at, version) => ({
    person: operation === 'upsert' ? `new-${at}` : idOf(kind, initial, at),
    [kind.text]: `state ${version}`,
    [kind.integer]: 1_000 + version,
  });
  return {
    title: title === undefined ? kind.object : `${kind.object}, ${title}`,
    vendor: 'pendo',
    object: kind.object,
    operation,
    keyColumn: 'person',
    keyField: kind.id,
    settings: {accounts: 60, ...settings},
    section: {requests_per_second: 1_000, batch_size: 4, ...section},
    batch: 4,
    tellsUnchanged: false,
    row,
    bad: badKinds(kind, row, variant),
    show: (dump) => Object.fromEntries((dump[kind.dumped] ?? []).map((one) => shown(kind, one))),
    once: () => [],
  };
}

/** The server of the guide describes no fields, so that nothing of them can be checked. */
function badKinds(
  kind: PendoKindParts,
  row: ObjectCase['row'],
  {operation, settings, section}: Variant,
): Readonly<Record<string, BadKind>> {
  const bad = (spoilt: JsonObject, reason: BadKind['reason']): BadKind =>
    spoil({row}, spoilt, reason);
  const guide = settings?.['profile'] === 'guide';
  const counts = guide || settings?.['counts_only'] === true;
  const sent = section?.['unknown_fields'] === 'send';
  return {
    'no key': bad({person: null}, 'missing_key'),
    'a blank key': bad({person: '  '}, 'missing_key'),
    'a key that is a boolean': bad({person: true}, 'invalid_key'),
    'deleted at its source': bad({_ab_cdc_deleted_at: DELETED_AT}, 'unsupported_operation'),
    'too large': bad({[kind.text]: longText(1_000_001)}, 'too_large'),
    // Where nothing but counts comes back, nobody says why a record failed.
    ...(operation !== 'upsert' && {
      'an unknown id': bad({person: 'nobody'}, counts ? 'refused_by_vendor' : 'not_found'),
    }),
    ...(!guide && {
      'a wrong type': bad({[kind.integer]: 'many'}, 'invalid_type'),
      'a number too large': bad({[kind.integer]: 2 ** 53}, 'invalid_value'),
      'a text that is no time': bad({renewaldate: 'soon'}, 'invalid_value'),
      'a deleted field': bad({[kind.deleted]: 'x'}, 'read_only_field'),
    }),
    ...(!guide && !sent && {'an unknown field': bad({shoesize: 43}, 'unknown_field')}),
    ...(sent && {'a field that Pendo refuses': bad({shoesize: 43}, 'refused_by_vendor')}),
  };
}

/** Ids of the seed's ordinary records. */
function idOf({dumped, id}: PendoKindParts, initial: Dump, at: number): string {
  const ids = (initial[dumped] ?? []).map((record) => String(record[id]));
  return ids.filter((text) => !text.startsWith('_PENDO'))[at + 12] ?? `no record ${at}`;
}

function shown({id}: PendoKindParts, record: Readonly<Record<string, unknown>>): [string, unknown] {
  const {metadata} = record;
  return [String(record[id]), isJsonObject(metadata) ? metadata['custom'] : undefined];
}
