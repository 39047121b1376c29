import type {JsonObject} from '../../core/json';
import {isJsonObject} from '../../core/json';
import type {Log} from '../../core/log';
import {isStampBelievable, UPDATED_AT} from '../change-detection/change-stamp';
import type {DigestTable} from '../change-detection/digest-table';
import {openDigestTable} from '../change-detection/digest-table';
import type {SelectedStream} from '../read-options';

/** Version of the states that this engine writes; a later one is never guessed at. */
const STATE_VERSION = 1;

/** A read that has not come to its end, by the mode in which it was begun. */
type Unfinished = SelectedStream['mode'];

/** A saved digest state, opened. */
interface OpenedDigests {
  readonly table: DigestTable;
  readonly stampMs: number;
  readonly completeMs: number | undefined;
}

/** The plain JSON of a digest state. */
export function digestStateJson(state: {
  readonly primaryKey: readonly string[];
  /** The time that the last sync's changes carry, epoch milliseconds. */
  readonly stampMs: number;
  /** Entries of digest and key; see `change-detection/digest-table.ts`. */
  readonly digests: string;
  /** Start of the last read that came to its end, epoch milliseconds; undefined: none did. */
  readonly completeMs: number | undefined;
  readonly unfinished: Unfinished | undefined;
}): JsonObject {
  const {primaryKey, stampMs, digests, completeMs} = state;
  return {
    version: STATE_VERSION,
    kind: 'digests',
    ...unfinishedMember(state.unfinished),
    primaryKey,
    stampMs,
    ...(completeMs !== undefined && {completeMs}),
    digests,
  };
}

/** The plain JSON of a position state. */
export function positionStateJson(state: {
  /** The reader's own place; undefined is the beginning. */
  readonly position: JsonObject | undefined;
  readonly unfinished: Unfinished | undefined;
}): JsonObject {
  return {
    version: STATE_VERSION,
    kind: 'position',
    ...unfinishedMember(state.unfinished),
    position: state.position ?? null,
  };
}

/**
 * Opens what an earlier read saved of a change-detected stream. Undefined when the read starts
 * over: without a state, for a full refresh that is not one's own continuation, and, with a
 * warning, when the state cannot be understood or carries a time that cannot be.
 */
export function openDigestState(
  selected: SelectedStream,
  primaryKey: readonly string[],
  {log, nowMs}: {readonly log: Log; readonly nowMs: number},
): OpenedDigests | undefined {
  return orStartOver(selected, log, digestsIn(selected, primaryKey, nowMs));
}

/** The same for a stream with a cursor of the vendor's own: the reader's position, if there is one. */
export function openPositionState(selected: SelectedStream, log: Log): JsonObject | undefined {
  return orStartOver(selected, log, positionIn(selected));
}

/** What is wrong with a state, as the end of a sentence that begins with it. */
type Flaw = string;

const FUTURE: Flaw = 'contains a time in the future';

/** What a user must do besides, where records with that time may lie in a destination. */
const AFTER_FUTURE = ` Destinations that keep the record with the highest ${UPDATED_AT} continue to keep the records with that time: clear the data of the stream there once.`;

function digestsIn(
  selected: SelectedStream,
  primaryKey: readonly string[],
  nowMs: number,
): OpenedDigests | Flaw | undefined {
  const state = stateOfKind(selected, 'digests');
  if (state === undefined || typeof state === 'string') return state;
  const {digests, stampMs, completeMs} = state;
  if (JSON.stringify(state['primaryKey']) !== JSON.stringify(primaryKey)) {
    return 'belongs to another primary key';
  }
  if (typeof digests !== 'string' || !isWhole(stampMs)) return 'is damaged';
  // So absurd that it cannot be continued, or from a clock that was wrong: see `change-stamp.ts`.
  if (!isStampBelievable(stampMs, nowMs)) return FUTURE;
  const table = openDigestTable(digests);
  // States of earlier releases do not have it, and changes since a time to come would be none: then
  // everything is asked for once more.
  const isPast = isTime(completeMs) && completeMs <= nowMs;
  const complete = isPast ? completeMs : undefined;
  return table ? {table, stampMs, completeMs: complete} : 'is damaged';
}

function positionIn(selected: SelectedStream): JsonObject | Flaw | undefined {
  const state = stateOfKind(selected, 'position');
  if (state === undefined || typeof state === 'string') return state;
  const position = state['position'];
  if (position === null) return undefined;
  return isJsonObject(position) ? position : 'is damaged';
}

function stateOfKind(selected: SelectedStream, kind: string): JsonObject | Flaw | undefined {
  const state = selected.state;
  if (state === undefined || Object.keys(state).length === 0) return undefined;
  const version = state['version'];
  if (typeof version === 'number' && version > STATE_VERSION) {
    return `was written by a later version (${version}; this one knows up to ${STATE_VERSION})`;
  }
  if (version !== STATE_VERSION) return 'was not written by this connector';
  if (state['kind'] !== kind) return 'is of another kind';
  // A full refresh goes on only where a full refresh broke off; any other state is of another read.
  const isOwn = state['unfinished'] === 'full_refresh';
  return selected.mode === 'incremental' || isOwn ? state : undefined;
}

function orStartOver<Opened extends object>(
  selected: SelectedStream,
  log: Log,
  opened: Opened | Flaw | undefined,
): Opened | undefined {
  if (typeof opened !== 'string') return opened;
  log(
    'WARN',
    `The saved state of ${selected.name} ${opened} and is not used: the stream is read from the ` +
      `beginning, and deletions since the last sync are not found this time.` +
      (opened === FUTURE ? AFTER_FUTURE : ''),
  );
  return undefined;
}

function unfinishedMember(unfinished: Unfinished | undefined): JsonObject {
  return unfinished === undefined ? {} : {unfinished};
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) <= 8.64e15;
}
