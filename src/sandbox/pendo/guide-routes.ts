import {jsonAnswer} from '../answer';
import {newField} from '../shared/new-field';
import {isFields, parseJson} from '../shared/parse-json';
import type {Answer, SandboxRequest} from '../vendor-part';
import {checkValues} from './check-values';
import type {PendoRoute} from './guard';
import {KINDS} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import type {PendoState} from './pendo-state';
import {rowInPath, unknownId} from './record-routes';
import {readItems} from './value-routes';
import {writeBatch} from './write-batch';

/** Routes that only the guide has. */
export function guideRoutes(state: PendoState): readonly PendoRoute[] {
  return [
    ...KINDS.map((kind) => ({
      method: 'POST',
      path: `/api/v1/metadata/${kind}/bulk`,
      needsWrite: true,
      handle: (request: SandboxRequest) => writeMany(state, kind, request),
    })),
    {
      method: 'PUT',
      path: '/api/v1/metadata/visitor/:id',
      needsWrite: true,
      handle: (request) => writeOne(state, request),
    },
    {
      method: 'DELETE',
      path: '/api/v1/visitor/:id',
      needsWrite: true,
      handle: ({params}) =>
        state.jobs.deleteNow('visitor', params['id'] ?? '')
          ? jsonAnswer(200, {})
          : unknownId('visitor'),
    },
    {
      method: 'GET',
      path: '/api/v1/user',
      needsWrite: true,
      handle: () => jsonAnswer(200, teamUsers(state)),
    },
  ];
}

/** Pendo's own users: the people who work with the product, not its visitors. */
export function teamUsers({people, settings}: PendoState): readonly Record<string, unknown>[] {
  return ['admin', 'user', 'viewer'].map((role, at) => ({
    id: `admin-00${at + 1}`,
    username: people.email(at),
    role,
    ...newField(settings.rare_fields),
  }));
}

function writeMany(state: PendoState, kind: Kind, {body}: SandboxRequest): Answer {
  const items = readItems(state, body);
  if ('status' in items) return items;
  const batch = {kind, group: 'custom', items, valuesKey: 'custom', create: false};
  const {failed} = writeBatch(state, batch);
  return {...jsonAnswer(200, {total: items.length, failed}), records: items.length};
}

function writeOne(state: PendoState, {params, body}: SandboxRequest): Answer {
  const store = state.stores.visitor;
  const row = rowInPath(store, params['id'] ?? '');
  if (row === undefined) return unknownId('visitor');
  const parsed = parseJson(body);
  const custom = parsed.ok && isFields(parsed.value) ? parsed.value['custom'] : undefined;
  if (!isFields(custom)) return jsonAnswer(400, {error: 'the body must have an object custom'});
  const checked = checkValues(custom, state.schema.visitor['custom'] ?? {}, {
    undefinedFields: state.settings.undefined_fields,
    nullValues: state.settings.null_values,
  });
  if (!checked.ok) return jsonAnswer(400, {error: checked.reason});
  store.write(row, {group: 'custom', values: checked.values, atMs: state.now()});
  return jsonAnswer(200, {visitorId: store.idAt(row), custom: checked.values});
}
