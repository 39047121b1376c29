import {jsonAnswer} from '../answer';
import {isFields, parseJson} from '../shared/parse-json';
import type {Answer, SandboxRequest} from '../vendor-part';
import type {PendoRoute} from './guard';
import {KINDS} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import type {PendoState} from './pendo-state';

/** Deletion jobs (documented profile). */
export function deleteRoutes(state: PendoState): readonly PendoRoute[] {
  return [
    ...KINDS.map((kind) => ({
      method: 'POST',
      path: `/api/v1/bulkdelete/${kind}`,
      needsWrite: true,
      handle: (request: SandboxRequest) => startJob(state, kind, request),
    })),
    {
      method: 'GET',
      path: '/api/v1/bulkdelete',
      handle: () => jsonAnswer(200, state.jobs.list()),
    },
    {
      method: 'GET',
      path: '/api/v1/bulkdelete/:id',
      handle: ({params}) => {
        const job = state.jobs.list().find(({id}) => id === params['id']);
        return job ? jsonAnswer(200, job) : jsonAnswer(404, {error: 'no such job'});
      },
    },
  ];
}

function startJob(state: PendoState, kind: Kind, request: SandboxRequest): Answer {
  const parsed = parseJson(request.body);
  const given = parsed.ok && isFields(parsed.value) ? parsed.value[`${kind}s`] : undefined;
  const list: readonly unknown[] = Array.isArray(given) ? given : [];
  const ids = list.filter((id) => typeof id === 'string');
  if (ids.length === 0 || ids.length !== list.length) {
    return jsonAnswer(400, {error: `the body must have a list ${kind}s of ids`});
  }
  if (ids.length > state.settings.delete_batch_max) {
    return jsonAnswer(400, {error: `more than ${state.settings.delete_batch_max} ids`});
  }
  return {...jsonAnswer(200, {id: state.jobs.start(kind, ids).id}), records: ids.length};
}
