import {isJsonObject} from '../json';
import {endOfNested, unitsOf} from './plain-json';
import {RecordWalk, type AnswerText} from './record-walk';
import type {SentListOptions} from './sent-record';

/**
 * Reads a JSON text in the ordinary way, and counts its values; undefined where it is none, or one that is
 * not to be used.
 */
export type ParseWhole = (
  text: string,
) => {readonly value: unknown; readonly values: number} | undefined;

/** The text of a body; its bytes where each of them is a character of the text. */
interface AnswerBody {
  readonly text: string;
  readonly bytes?: Uint8Array | undefined;
}

/** Takes a list's records from the texts of its answers. */
export interface SentList {
  /**
   * The body of an answer, with what `make` made in place of records; a record for which that was
   * nothing, or whose text is not compact, is there parsed. Undefined where the text is to be read in the
   * ordinary way, which then also tells what is wrong with it. `valuesMax`: more values than these are not
   * read at once.
   */
  read(answer: AnswerBody, how: {readonly parse: ParseWhole; readonly valuesMax: number}): unknown;
}

/** After so many records it is clear whether the vendor's answers are such that they can be taken so. */
const TRIAL = 200;
/** Records that may have to be parsed, as a share of all. */
const PARSED_SHARE_MAX = 0.3;
/** What a name counts as that came in no record before; see `jsonShape`. */
const NAME_VALUES = 10;

const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;

/**
 * Creates the reader of one list. What it accepts is exactly what parsing accepts, and a value is what parsing
 * and writing it again would make of it: the rest of the answer, and each record that is not plain, is parsed
 * with all checks; records that are, are checked sign by sign (see `ShapeGraph`).
 */
export function createSentList<Made extends object>(options: SentListOptions<Made>): SentList {
  const walk = new RecordWalk(options.wanted ?? []);
  const tally = {records: 0, parsed: 0, names: new Set<string>()};
  let last: {readonly text: string; readonly body: unknown} | undefined;
  const read: SentList['read'] = ({text, bytes}, {parse, valuesMax}) => {
    const isTried = tally.records >= TRIAL;
    if (isTried && tally.parsed > tally.records * PARSED_SHARE_MAX) return undefined;
    const begin = beginOfList(text, options.at);
    if (begin < 0) return undefined;
    walk.values = 0;
    const answer = {text, units: bytes ?? unitsOf(text)};
    const found = readRecords(answer, begin, {walk, make: options.make, parse, tally});
    if (found === undefined) return undefined;
    const names = (walk.graph.names + tally.names.size) * NAME_VALUES;
    const around = begin + text.length - found.end;
    if (walk.values + names + around > valuesMax) return undefined;
    return bodyAround(text, {...found, begin, at: options.at}, parse);
  };
  return {
    read: (answer, how) => {
      if (last?.text === answer.text) return last.body;
      const body = read(answer, how);
      if (options.repeats === true) last = body === undefined ? undefined : {text: answer.text, body};
      return body;
    },
  };
}

/** Position behind the bracket that opens the list, or -1. The name stands in the answer itself, not deeper. */
function beginOfList(text: string, at: string): number {
  const name = `${JSON.stringify(at)}:[`;
  const found = text.indexOf(name);
  if (found < 1 || text.charCodeAt(0) !== OPEN_OBJECT) return -1;
  const before = text.charCodeAt(found - 1);
  if (found > 1 ? before !== COMMA : before !== OPEN_OBJECT) return -1;
  const isInside = /[{}[\]\\]/.test(text.slice(1, found));
  return isInside ? -1 : found + name.length;
}

interface Reading {
  readonly walk: RecordWalk;
  readonly make: SentListOptions<object>['make'];
  readonly parse: ParseWhole;
  readonly tally: Tally;
}

/** What a list's records were like so far. */
interface Tally {
  records: number;
  parsed: number;
  /** In records that were parsed. */
  readonly names: Set<string>;
}

/** The records up to the bracket that closes the list, and where it stands. */
function readRecords(
  answer: AnswerText,
  begin: number,
  reading: Reading,
): {readonly records: readonly object[]; readonly end: number} | undefined {
  const records: object[] = [];
  const {units} = answer;
  if (units[begin] === CLOSE_LIST) return {records, end: begin};
  for (let at = begin; ;) {
    const record = readRecord(answer, at, reading);
    if (record === undefined) return undefined;
    records.push(record.made);
    at = record.end;
    const code = units[at];
    if (code === CLOSE_LIST) return {records, end: at};
    if (code !== COMMA) return undefined;
    reading.walk.values += 1;
    at += 1;
  }
}

function readRecord(
  answer: AnswerText,
  at: number,
  {walk, make, parse, tally}: Reading,
): {readonly made: object; readonly end: number} | undefined {
  tally.records += 1;
  const end = walk.walk(answer, at);
  const made = end < 0 ? undefined : make(walk);
  if (made !== undefined) return {made, end};
  tally.parsed += 1;
  const isHopeless = tally.parsed > TRIAL && tally.parsed > tally.records * PARSED_SHARE_MAX;
  const {text, units} = answer;
  if (isHopeless || units[at] !== OPEN_OBJECT) return undefined;
  const behind = end < 0 ? endOfNested(units, at) : end;
  if (behind < 0) return undefined;
  const parsed = parse(text.slice(at, behind));
  if (parsed === undefined || !isJsonObject(parsed.value)) return undefined;
  noteNames(parsed.value, tally.names);
  walk.values += parsed.values;
  return {made: parsed.value, end: behind};
}

/** By recursion, because what was parsed is not nested deep (`ANSWER_DEPTH_MAX`). */
function noteNames(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) names.add(name);
    noteNames(inner, names);
  }
}

/** The answer around the list, parsed, with the records in it. */
function bodyAround(
  text: string,
  list: {
    readonly at: string;
    readonly begin: number;
    readonly end: number;
    readonly records: readonly object[];
  },
  parse: ParseWhole,
): unknown {
  const {at, begin, end, records} = list;
  const behind = text.slice(end);
  // A second list of this name, perhaps spelled in another way, must be met by the ordinary reading.
  if (behind.includes('\\') || behind.includes(JSON.stringify(at))) return undefined;
  const body = parse(text.slice(0, begin) + behind)?.value;
  return isJsonObject(body) ? {...body, [at]: records} : undefined;
}
