import {createSentList, type SentList} from '../../core/records/sent-list';
import type {SentRecord} from '../../core/records/sent-record';
import type {RowWriter} from '../../read/columns/row-writer';
import type {StreamColumns} from '../../read/columns/stream-columns';
import {ownText} from '../../read/columns/text-row';
import {idFields, type PendoKind} from './kind';

const NULL = 'null';

/** Parts of a record that columns are lifted from; see `visitor-row.ts` and `account-row.ts`. */
const wanted = [
  ['metadata', 'auto', 'lastupdated'],
  ['metadata', 'auto', 'lastvisit'],
  ['metadata', 'auto', 'firstvisit'],
  ['metadata', 'auto', 'accountid'],
  ['metadata', 'auto', 'accountids'],
  ['metadata', 'agent', 'email'],
  ['metadata', 'auto', 'email'],
  ['metadata', 'custom', 'email'],
  ['metadata', 'agent', 'name'],
  ['metadata', 'auto', 'name'],
  ['metadata', 'custom', 'name'],
] as const;
const [LAST_UPDATED, LAST_VISIT, FIRST_VISIT, ACCOUNT_ID, ACCOUNT_IDS] = [0, 1, 2, 3, 4];
const EMAILS = [5, 6, 7];
const NAMES = [8, 9, 10];

/** The columns that only one kind has; false where only the parsed record will do. */
type Lift = (record: SentRecord, texts: string[]) => boolean;

/**
 * Makes rows of an aggregation's records without parsing them, where they come as they usually do: the same
 * rows as `toVisitorRow` and `toAccountRow` make, which take all others.
 */
export function writtenRows(kind: PendoKind, columns: StreamColumns): SentList {
  const writer = columns.createWriter();
  const idField = idFields[kind];
  const idPlace = writer.placeOf(idField);
  const times = [
    {part: LAST_VISIT, place: writer.placeOf('lastVisit')},
    {part: FIRST_VISIT, place: writer.placeOf('firstVisit')},
  ];
  const updatedPlace = writer.placeOf('lastUpdatedAt');
  const lift = kind === 'visitor' ? visitorLift(writer) : accountLift(writer);
  return createSentList({
    at: 'results',
    wanted,
    make: (record) => {
      if (!writer.take(record)) return undefined;
      const {texts} = writer;
      const id = texts[idPlace] ?? NULL;
      const updated = timeText(record.json(LAST_UPDATED));
      // An id that is null or empty may be had from elsewhere.
      if (id.length <= 2 || id === NULL || updated === undefined) return undefined;
      texts[updatedPlace] = updated;
      for (const {part, place} of times) {
        const time = timeText(record.json(part));
        if (time === undefined) return undefined;
        texts[place] = time;
      }
      if (!lift(record, texts)) return undefined;
      return writer.write({
        [idField]: ownText(id.slice(1, -1)),
        lastUpdatedAt: updated === NULL ? null : Number(updated),
      });
    },
  });
}

function visitorLift(writer: RowWriter): Lift {
  const [account, accounts, email] = ['accountId', 'accountIds', 'email'].map((column) =>
    writer.placeOf(column),
  ) as [number, number, number];
  return (record, texts) => {
    if (texts[account] === NULL) {
      const sent = record.json(ACCOUNT_ID) ?? NULL;
      if (sent !== NULL && !sent.startsWith('"')) return false;
      texts[account] = sent;
    }
    if (texts[accounts] === NULL) {
      const sent = record.json(ACCOUNT_IDS) ?? NULL;
      if (sent !== NULL && !isListOfOne(sent)) return false;
      const own = texts[account];
      texts[accounts] = sent === NULL && own !== NULL ? `[${own}]` : sent;
    }
    texts[email] = firstOf(record, EMAILS);
    return true;
  };
}

function accountLift(writer: RowWriter): Lift {
  const name = writer.placeOf('name');
  return (record, texts) => {
    texts[name] = firstOf(record, NAMES);
    return true;
  };
}

/** A whole number as it is, null for nothing; undefined for what must be looked at as a value. */
function timeText(json: string | undefined): string | undefined {
  if (json === undefined || json === NULL) return NULL;
  return /^\d+$/.test(json) ? json : undefined;
}

function isListOfOne(json: string): boolean {
  return /^\["[^"]*"\]$/.test(json);
}

/** The first part that is a text with something in it. */
function firstOf(record: SentRecord, parts: readonly number[]): string {
  for (const part of parts) {
    const json = record.json(part);
    if (json?.startsWith('"') === true && json.length > 2) return json;
  }
  return NULL;
}
