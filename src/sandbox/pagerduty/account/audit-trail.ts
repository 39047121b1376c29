import {hash, pick} from '../../shared/hash';
import {newField} from '../../shared/new-field';
import type {Fields} from '../../shared/parse-json';

/** A record as the vendor shows it. */
type AuditRecord = Fields;

/** What a change was, before it becomes a record. */
export interface AuditEvent {
  readonly action: 'create' | 'update' | 'delete';
  /** A reference: `{"id", "type", "summary"}`. */
  readonly resource: Fields;
  /** The object that the resource belongs to, when it is not one itself. */
  readonly root?: Fields;
  readonly fields?: readonly Fields[];
  readonly references?: readonly Fields[];
}

/** Who made the change, and how. */
export interface AuditOrigin {
  readonly actors: readonly Fields[];
  readonly method: Fields;
}

/** All records, oldest first; a record's number is its place. */
export interface AuditTrail {
  /** The events of one request: they share its id and its time. */
  add(origin: AuditOrigin, events: readonly AuditEvent[]): void;
  count(): number;
  timeOf(number: number): number;
  recordOf(number: number): AuditRecord;
  /** The first record of this time or a later one. */
  firstFrom(atMs: number): number;
}

/** What the trail is made from. */
interface AuditTrailOptions {
  readonly seed: number;
  readonly initial: number;
  readonly startMs: number;
  readonly now: () => number;
  /** Whether the records hold what is rarely sent. */
  readonly hasRareFields: boolean;
  /** A reference that the `number`-th made-up record is about. */
  readonly resourceOf: (number: number) => Fields;
}

const SALT = 121;
const SPAN_MS = 300 * 24 * 3_600_000;
const ACTIONS = ['update', 'update', 'create', 'delete'] as const;
const METHODS = ['browser', 'api_token', 'identity_provider', 'oauth'];

/** Makes the trail; made-up records are computed when they are looked at. */
export function createAuditTrail(options: AuditTrailOptions): AuditTrail {
  const {initial, now} = options;
  const added: {readonly atMs: number; readonly record: AuditRecord}[] = [];
  let requests = 0;
  const count = (): number => initial + added.length;
  const timeOf = (number: number): number =>
    number < initial ? madeUpTime(options, number) : (added[number - initial]?.atMs ?? 0);
  return {
    count,
    timeOf,
    recordOf: (number) =>
      number < initial ? madeUpRecord(options, number) : (added[number - initial]?.record ?? {}),
    firstFrom: (atMs) => {
      let [low, high] = [0, count()];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (timeOf(middle) < atMs) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    add: (origin, events) => {
      requests += 1;
      const atMs = Math.max(now(), timeOf(count() - 1));
      for (const event of events) {
        const place = {number: count(), atMs, requestId: `req-live-${requests}`};
        added.push({atMs, record: showRecord(place, origin, event)});
      }
    },
  };
}

/** Every tenth record has the time of the one before it. */
function madeUpTime({seed, initial, startMs}: AuditTrailOptions, number: number): number {
  const stepMs = Math.max(1, Math.floor(SPAN_MS / Math.max(1, initial)));
  const place = number % 10 === 9 ? number - 1 : number;
  const fromEnd = initial - place;
  return startMs - fromEnd * stepMs + (hash(seed, SALT, place) % stepMs);
}

function madeUpRecord(options: AuditTrailOptions, number: number): AuditRecord {
  const {seed, resourceOf, hasRareFields} = options;
  const random = hash(seed, SALT + 1, number);
  const origin = {
    actors: [
      {id: 'PADMIN1', type: 'user_reference', summary: 'Admin', ...addresses(hasRareFields)},
    ],
    method: {
      type: pick(METHODS, random >>> 4),
      truncated_token: '3xyz',
      description: hasRareFields ? 'Key of the nightly job' : null,
    },
  };
  const event: AuditEvent = {
    action: pick(ACTIONS, random),
    resource: {...resourceOf(random), ...addresses(hasRareFields)},
    fields: [{name: 'name', description: null, before_value: 'Old', value: 'New'}],
  };
  const atMs = madeUpTime(options, number);
  const record = showRecord({number, atMs, requestId: `req-${number}`}, origin, event);
  const self = hasRareFields && {
    self: `https://api.pagerduty.com/audit/records/${String(record['id'])}`,
  };
  return {...record, ...self, ...newField(hasRareFields)};
}

/** The addresses that every reference may carry. */
function addresses(areThere: boolean): Fields {
  if (!areThere) return {};
  return {
    self: 'https://api.pagerduty.com/users/PADMIN1',
    html_url: 'https://acme.pagerduty.com/users/PADMIN1',
  };
}

function showRecord(
  place: {readonly number: number; readonly atMs: number; readonly requestId: string},
  origin: AuditOrigin,
  event: AuditEvent,
): AuditRecord {
  return {
    id: `AUD${String(place.number).padStart(9, '0')}`,
    self: null,
    execution_time: new Date(place.atMs).toISOString(),
    execution_context: {request_id: place.requestId, remote_address: '203.0.113.9'},
    actors: origin.actors,
    method: origin.method,
    root_resource: event.root ?? event.resource,
    action: event.action,
    details: {
      resource: event.resource,
      fields: event.fields ?? [],
      references: event.references ?? [],
    },
  };
}
