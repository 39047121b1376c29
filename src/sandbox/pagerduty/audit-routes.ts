import {jsonAnswer} from '../answer';
import {isFields} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import type {Account} from './account/account';
import {failure} from './answers';
import type {PagerdutyRoute} from './guard';
import {isAdmin} from './keys';
import {userOf} from './user-routes';

const DAY_MS = 24 * 3_600_000;
/** PagerDuty refuses a longer window (PagerDuty Q14). */
const WINDOW_MAX_MS = 31 * DAY_MS;
const KEPT_MS = 365 * DAY_MS;
const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;

/** The audit trail of the account and of one user: newest first, paged by a cursor. */
export function auditRoutes(account: Account): readonly PagerdutyRoute[] {
  return [
    {
      method: 'GET',
      path: '/audit/records',
      scope: 'audit_records.read',
      plan: 'audit',
      handle: (call) =>
        isAdmin(call.viewer) ? listRecords(account, call.query, () => true) : failure(403),
    },
    {
      method: 'GET',
      path: '/users/:id/audit/records',
      scope: 'audit_records.read',
      handle: (call) => {
        const user = userOf(account, call);
        if (!user) return failure(404);
        const id = account.ids.of('user', user.serial);
        return listRecords(account, call.query, (record) => rootOf(record)['id'] === id);
      },
    },
  ];
}

/** Records that the vendor still keeps, oldest first. */
export function keptRecords({trail, now}: Account): readonly Fields[] {
  const records: Fields[] = [];
  for (let at = trail.firstFrom(now() - KEPT_MS); at < trail.count(); at += 1) {
    records.push(trail.recordOf(at));
  }
  return records;
}

type Fits = (record: Fields) => boolean;

function listRecords(account: Account, query: URLSearchParams, fits: Fits): Answer {
  const {trail, settings, now} = account;
  const untilMs = timeOr(query.get('until'), now());
  const sinceMs = timeOr(query.get('since'), untilMs - DAY_MS);
  if (Number.isNaN(untilMs) || Number.isNaN(sinceMs))
    return failure(400, ['Time is invalid'], 2002);
  if (untilMs - sinceMs > WINDOW_MAX_MS || untilMs < sinceMs) {
    return failure(400, ['The time between since and until must be at most 31 days'], 2002);
  }
  const first = trail.firstFrom(Math.max(sinceMs, now() - KEPT_MS));
  const end = trail.firstFrom(untilMs + (settings.audit_until === 'included' ? 1 : 0));
  const cursor = readCursor(query.get('cursor'));
  if (cursor === undefined) return failure(400, ['Cursor is invalid'], 2002);
  const limit = Math.min(LIMIT_MAX, Number(query.get('limit') ?? LIMIT_DEFAULT) || LIMIT_DEFAULT);
  const wanted = filterOf(query);
  const records: Fields[] = [];
  let at = Math.min(cursor, end) - 1;
  for (; at >= first && records.length < limit; at -= 1) {
    const record = trail.recordOf(at);
    if (wanted(record) && fits(record)) records.push(record);
  }
  return jsonAnswer(200, {
    records,
    response_metadata: null,
    next_cursor: at >= first ? writeCursor(at + 1) : null,
    limit,
  });
}

function filterOf(query: URLSearchParams): Fits {
  const types = query.getAll('root_resource_types[]').map((type) => type.replace(/s$/, ''));
  const actions = query.getAll('actions[]');
  return (record) => {
    const type = String(rootOf(record)['type']).replace(/_reference$/, '');
    const action = String(record['action']);
    return (
      (types.length === 0 || types.includes(type)) &&
      (actions.length === 0 || actions.includes(action))
    );
  };
}

function rootOf(record: Fields): Fields {
  const root = record['root_resource'];
  return isFields(root) ? root : {};
}

function timeOr(text: string | null, fallback: number): number {
  return text === null ? fallback : Date.parse(text);
}

/** A page goes on below this record's number. */
function writeCursor(number: number): string {
  return Buffer.from(`audit ${number}`).toString('base64url');
}

function readCursor(text: string | null): number | undefined {
  if (text === null) return Number.POSITIVE_INFINITY;
  const match = /^audit (\d+)$/.exec(Buffer.from(text, 'base64url').toString('utf8'));
  return match ? Number(match[1]) : undefined;
}
