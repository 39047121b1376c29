import {isFields, parseJson} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import type {Company} from './company/company';
import {failure, success} from './envelope';
import type {PipedriveCall, PipedriveRoute} from './guard';

const KNOWN = ['owner_id', 'status', 'cursor', 'limit', 'api_token'];
const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 500;

/** The second version's deals, as far as handing them to another owner needs them. */
export function dealRoutes(company: Company): readonly PipedriveRoute[] {
  return [
    {
      method: 'GET',
      version: 'v2',
      path: '/deals',
      cost: 10,
      scopes: ['deals:read', 'deals:full'],
      handle: (call) => listDeals(company, call),
    },
    {
      method: 'PATCH',
      version: 'v2',
      path: '/deals/:id',
      cost: 5,
      scopes: ['deals:full'],
      handle: (call) => handOver(company, call),
    },
  ];
}

/** Refuses parameters that it does not know (Pipedrive Q20). */
function listDeals({deals}: Company, {query}: PipedriveCall): Answer {
  const unknown = [...query.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) return failure(400, `Parameter ${unknown} is not allowed.`);
  const owner = query.get('owner_id');
  const status = query.get('status');
  const found = deals.list(
    (deal) =>
      (owner === null || String(deal.owner_id) === owner) &&
      (status === null || deal.status === status),
  );
  const limit = Math.min(Number(query.get('limit') ?? LIMIT_DEFAULT), LIMIT_MAX);
  if (!Number.isInteger(limit) || limit < 1) return failure(400, 'limit is not valid.');
  const after = readCursor(query.get('cursor'));
  if (after === undefined) return failure(400, 'cursor is not valid.');
  const rest = found.filter(({id}) => id > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const next = rest.length > limit && last ? writeCursor(last.id) : null;
  return success(page, {next_cursor: next});
}

function handOver({deals, users}: Company, {params, body}: PipedriveCall): Answer {
  const deal = deals.byId(Number(params['id']));
  if (!deal) return failure(404, 'Deal not found.');
  const parsed = parseJson(body);
  const ownerId = parsed.ok && isFields(parsed.value) ? parsed.value['owner_id'] : undefined;
  if (typeof ownerId !== 'number' || !users.byId(ownerId)) {
    return failure(400, 'owner_id is not valid.');
  }
  deals.setOwner(deal.id, ownerId);
  return success(deals.byId(deal.id));
}

function writeCursor(id: number): string {
  return Buffer.from(`deal ${id}`).toString('base64url');
}

function readCursor(cursor: string | null): number | undefined {
  if (cursor === null || cursor === '') return 0;
  const match = /^deal (\d+)$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'));
  return match ? Number(match[1]) : undefined;
}
