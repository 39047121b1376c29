import {jsonAnswer} from '../answer';
import {parseJson} from '../shared/parse-json';
import type {Answer, SandboxRequest} from '../vendor-part';
import {fitsType} from './check-values';
import type {PendoRoute} from './guard';
import {WRITABLE_GROUPS, fieldOf} from './metadata-schema';
import {KINDS} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import type {PendoState} from './pendo-state';
import {rowInPath, unknownId} from './record-routes';
import {writeBatch} from './write-batch';
import type {BatchResult} from './write-batch';

/** Reading and writing values (documented profile). */
export function valueRoutes(state: PendoState): readonly PendoRoute[] {
  return KINDS.flatMap((kind): readonly PendoRoute[] => [
    {
      method: 'POST',
      path: `/api/v1/metadata/${kind}/:group/value`,
      needsWrite: true,
      handle: (request) => writeMany(state, kind, request),
    },
    {
      method: 'GET',
      path: `/api/v1/metadata/${kind}/:group/value/:id/:field`,
      handle: (request) => readOne(state, kind, request),
    },
    {
      method: 'PUT',
      path: `/api/v1/metadata/${kind}/:group/value/:id/:field`,
      needsWrite: true,
      handle: (request) => writeOne(state, kind, request),
    },
  ]);
}

/** The items of a bulk write, or the answer that refuses its body. */
export function readItems(state: PendoState, body: string): readonly unknown[] | Answer {
  const parsed = parseJson(body);
  if (!parsed.ok) return jsonAnswer(400, {error: `the body is not JSON: ${parsed.reason}`});
  if (!Array.isArray(parsed.value)) return jsonAnswer(400, {error: 'the body must be an array'});
  const items: readonly unknown[] = parsed.value;
  const max = state.settings.batch_records_max;
  return max > 0 && items.length > max
    ? jsonAnswer(400, {error: `more than ${max} records in one request`})
    : items;
}

function writeMany(state: PendoState, kind: Kind, request: SandboxRequest): Answer {
  const group = request.params['group'] ?? '';
  if (!WRITABLE_GROUPS.includes(group)) {
    return jsonAnswer(400, {error: `group ${group} cannot be written`});
  }
  const items = readItems(state, request.body);
  if ('status' in items) return items;
  const create = request.query.get('create') === 'true';
  const result = writeBatch(state, {kind, group, items, valuesKey: 'values', create});
  return {...jsonAnswer(200, report(state, kind, result)), records: items.length};
}

/** 200 also when records failed (Pendo Q1); `missing` and `errors` come in several forms (Q2). */
function report(state: PendoState, kind: Kind, result: BatchResult): Record<string, unknown> {
  const total = result.updated + result.failed;
  if (state.settings.counts_only) return {total, failed: result.failed};
  return {
    kind,
    total,
    updated: result.updated,
    failed: result.failed,
    ...listOf('missing', result.missing, state.settings.missing_form),
    ...listOf('errors', result.errors, state.settings.errors_form),
  };
}

function listOf(
  name: string,
  list: readonly string[],
  form: 'list' | 'absent' | 'null',
): Record<string, unknown> {
  if (form === 'absent') return {};
  if (form === 'null') return {[name]: null};
  return list.length === 0 ? {} : {[name]: list};
}

function readOne(state: PendoState, kind: Kind, {params}: SandboxRequest): Answer {
  const {group = '', id = '', field = ''} = params;
  const row = rowInPath(state.stores[kind], id);
  if (row === undefined) return unknownId(kind);
  const value = state.stores[kind].metadata(row)[group]?.[field];
  return value === undefined ? jsonAnswer(404, {error: 'no such value'}) : jsonAnswer(200, value);
}

function writeOne(state: PendoState, kind: Kind, {params, body}: SandboxRequest): Answer {
  const {group = '', id = '', field = ''} = params;
  const row = rowInPath(state.stores[kind], id);
  if (row === undefined) return unknownId(kind);
  const parsed = parseJson(body);
  if (!parsed.ok) return jsonAnswer(400, {error: 'the body must be one JSON value'});
  const {value} = parsed;
  const fields = state.schema[kind][group] ?? {};
  const known = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (group !== 'pendo' && !WRITABLE_GROUPS.includes(group)) {
    return jsonAnswer(400, {error: `group ${group} cannot be written`});
  }
  if (!known && group === 'pendo') return jsonAnswer(404, {error: 'no such field'});
  if (known && value !== null && !fitsType(value, known.Type)) {
    return jsonAnswer(400, {error: `field ${field} takes a value of type ${known.Type}`});
  }
  // A single write creates a missing field as text.
  if (!known) state.schema[kind][group] = {...fields, [field]: fieldOf('string', field)};
  // Visitors that are not processed lose their time stamp (Pendo Q10).
  const atMs = field === 'donotprocess' && value === true ? NaN : state.now();
  state.stores[kind].write(row, {group, values: {[field]: value}, atMs});
  return jsonAnswer(200, value);
}
