import {jsonAnswer} from '../answer';
import type {Answer, SandboxRequest} from '../vendor-part';
import type {EntityStore} from './records/entity-store';
import type {PendoRoute} from './guard';
import {KINDS} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import type {PendoState} from './pendo-state';
import {shapeSingle} from './shape-record';

/** `GET /visitor/{id}` and `GET /account/{id}`, in guide and vendor documents alike. */
export function recordRoutes(state: PendoState): readonly PendoRoute[] {
  return KINDS.map((kind) => ({
    method: 'GET',
    path: `/api/v1/${kind}/:id`,
    handle: (request: SandboxRequest) => getOne(state, kind, request),
  }));
}

/** The row that a path names: by its id, or by its id in base64, which the vendor takes as well. */
export function rowInPath(store: EntityStore, id: string): number | undefined {
  return store.rowOf(id) ?? store.rowOf(Buffer.from(id, 'base64').toString('utf8'));
}

/** The answer for an id that nobody has. */
export function unknownId(kind: Kind): Answer {
  return jsonAnswer(404, {error: `${kind} not found`});
}

function getOne(state: PendoState, kind: Kind, {params}: SandboxRequest): Answer {
  const row = rowInPath(state.stores[kind], params['id'] ?? '');
  return row === undefined ? unknownId(kind) : jsonAnswer(200, shapeSingle(state, kind, row));
}
