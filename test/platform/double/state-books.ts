import {isJsonObject, type JsonObject} from '../../../src/core/json';
import {streamKey, streamNameOf, type Connection, type StreamName} from './connection';
import {createNameMapper} from './map-names';

/** A state that came back from the destination. */
export interface EchoedState {
  readonly stream: StreamName;
  readonly streamState: JsonObject;
  /** Records of the stream, in this attempt, that came before it; as the destination got them. */
  readonly covers: readonly JsonObject[];
  /** What the destination says of the records since the stream's last state. */
  readonly destinationStats: {readonly recordCount: number; readonly rejectedRecordCount: number};
}

/** Follows states from the source to the destination and back. */
export interface StateBooks {
  /** Counts a record that goes to the destination. */
  record(stream: StreamName, data: JsonObject): void;
  /** Takes a state of the source; gives the line for the destination. Throws what fails the sync. */
  fromSource(state: JsonObject): string;
  /** Takes what the destination echoed. Throws what fails the sync. */
  fromDestination(state: JsonObject): EchoedState;
  /** States that went to the destination and did not come back. */
  unanswered(): number;
  /** What does not fail a sync by itself and must not happen all the same. */
  readonly complaints: string[];
}

/** A state under way. */
interface Pending {
  readonly id: number;
  /** The `stream` of the state as it went. */
  readonly sent: string;
  /** Records of the stream so far. */
  readonly records: number;
  readonly sourceCount: number;
  readonly platformCount: number;
}

interface StreamBook {
  readonly source: StreamName;
  readonly records: JsonObject[];
  readonly pending: Pending[];
  countedUpTo: number;
}

/** Opens the books of one attempt; ids go on through a job, as the platform's do. */
export function openStateBooks(connection: Connection, nextId: () => number): StateBooks {
  const names = createNameMapper(connection);
  const books = new Map<string, StreamBook>();
  const complaints: string[] = [];
  const seen = {type: ''};
  const bookOf = (source: StreamName): StreamBook => {
    const key = streamKey(source);
    const book = books.get(key) ?? {source, records: [], pending: [], countedUpTo: 0};
    books.set(key, book);
    return book;
  };
  return {
    complaints,
    record: (stream, data) => void bookOf(stream).records.push(data),
    unanswered: () => [...books.values()].reduce((sum, {pending}) => sum + pending.length, 0),
    fromSource: (state) => {
      const descriptor = descriptorOf(state, seen);
      const source = streamNameOf(descriptor);
      const id = nextId();
      const stream = {
        ...(isJsonObject(state['stream']) && state['stream']),
        stream_descriptor: {...descriptor, ...names.toDestination(source)},
      };
      const counts = countsOf(state, bookOf(source), complaints);
      const sent = JSON.stringify(stream);
      bookOf(source).pending.push({id, sent, ...counts});
      return stateLine({...state, stream, id}, counts.sourceCount);
    },
    fromDestination: (state) => {
      descriptorOf(state, seen);
      const {id, stream} = state;
      if (typeof id !== 'number') throw new Error('State message does not contain id');
      if (!isJsonObject(stream) || !isJsonObject(stream['stream_descriptor'])) {
        throw new Error('A state without its stream came back');
      }
      const mapped = streamNameOf(stream['stream_descriptor']);
      const book = bookOf(names.toSource(mapped));
      const expected = takeExpected(book, id, complaints);
      if (expected.sent !== JSON.stringify(stream)) {
        complaints.push(`State ${id} of ${mapped.name} came back changed`);
      }
      return settle({state, book, expected, complaints});
    },
  };
}

/** Everything but states of single streams, and mixtures, fail the sync. */
function descriptorOf(state: JsonObject, seen: {type: string}): JsonObject {
  const type = typeof state['type'] === 'string' ? state['type'] : 'LEGACY';
  if (type !== 'STREAM' && type !== 'GLOBAL') throw new Error('LEGACY states are deprecated.');
  if (seen.type !== '' && seen.type !== type) {
    throw new Error(`Got unexpected state type ${type} after ${seen.type}`);
  }
  seen.type = type;
  const stream = state['stream'];
  const descriptor = isJsonObject(stream) ? stream['stream_descriptor'] : undefined;
  if (type === 'GLOBAL') throw new Error('This double does not follow GLOBAL states.');
  if (!isJsonObject(descriptor)) throw new Error('A STREAM state without its descriptor');
  return descriptor;
}

function countsOf(
  state: JsonObject,
  book: StreamBook,
  complaints: string[],
): Omit<Pending, 'id' | 'sent'> {
  const records = book.records.length;
  const platformCount = records - book.countedUpTo;
  book.countedUpTo = records;
  const claimed = isJsonObject(state['sourceStats'])
    ? state['sourceStats']['recordCount']
    : undefined;
  const sourceCount = typeof claimed === 'number' ? claimed : platformCount;
  if (sourceCount !== platformCount) {
    complaints.push(
      `The source counts ${sourceCount} records of ${book.source.name} before a state, the platform ${platformCount}`,
    );
  }
  return {records, sourceCount, platformCount};
}

/** Counts are doubles to the platform, and it writes them so. */
function stateLine(state: JsonObject, sourceCount: number): string {
  const rest = {...state, sourceStats: undefined};
  const stats = `"sourceStats":{"recordCount":${sourceCount.toFixed(1)}}`;
  return `{"type":"STATE","state":${JSON.stringify(rest).slice(0, -1)},${stats}}}\n`;
}

function takeExpected(book: StreamBook, id: number, complaints: string[]): Pending {
  const at = book.pending.findIndex((one) => one.id === id);
  const expected = book.pending[at];
  if (expected === undefined) {
    throw new Error(
      `State ${id} of ${book.source.name} came back, which was never sent or is answered`,
    );
  }
  if (at > 0) complaints.push(`State ${id} of ${book.source.name} came back before an earlier one`);
  book.pending.splice(0, at + 1);
  return expected;
}

interface Settling {
  readonly state: JsonObject;
  readonly book: StreamBook;
  readonly expected: Pending;
  readonly complaints: string[];
}

function settle({state, book, expected, complaints}: Settling): EchoedState {
  const stats = isJsonObject(state['destinationStats']) ? state['destinationStats'] : {};
  const recordCount = numberOf(stats['recordCount']);
  const rejectedRecordCount = numberOf(stats['rejectedRecordCount']);
  const {sourceCount, platformCount, id} = expected;
  const total = recordCount + rejectedRecordCount;
  if (total !== platformCount || total !== sourceCount) {
    complaints.push(
      `State ${id} of ${book.source.name}: ${sourceCount} records by the source, ${platformCount} by the platform, ${total} by the destination`,
    );
  }
  const stream = isJsonObject(state['stream']) ? state['stream'] : {};
  const streamState = stream['stream_state'];
  return {
    stream: book.source,
    streamState: isJsonObject(streamState) ? streamState : {},
    covers: book.records.slice(0, expected.records),
    destinationStats: {recordCount, rejectedRecordCount},
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN;
}
