import {Failure} from '../../../core/failure';
import {isJsonObject, type JsonObject} from '../../../core/json';
import type {Clock} from '../../../core/clock';
import type {HttpAnswer} from '../../../http/request';
import {keyTextOf} from '../../../read/listing/key-of';
import {attributeOf} from '../names';
import type {ResourceSchema} from '../schema/attribute';
import type {ScimService} from '../service';
import type {WriteHabits} from './habits';
import {patchBody, type PatchOperation} from './patch-body';

/** One kind of resource of a service, as it is written. */
export interface ResourceWriting {
  readonly service: ScimService;
  readonly schema: ResourceSchema;
  /** `/Users` */
  readonly path: string;
  /** For messages. */
  readonly what: 'user' | 'group';
  readonly habits: WriteHabits;
  readonly clock: Clock;
}

/** After a lost answer: a request that was given up may still be at work. */
export const LOOK_AFTER_MS = 2_000;

/** How often a change or a creation is tried, each after having looked. */
export const TRIES_MAX = 3;

/** `GET /Users/{id}`: the resource as it is now; undefined when the service has none with this id. */
export async function getResource(
  {service, path, what}: ResourceWriting,
  id: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const answer = await service.get({
    path: `${path}/${encodeURIComponent(id)}`,
    purpose: `read a ${what}`,
    signal,
  });
  if (answer.status === 404 || answer.status === 410) return undefined;
  const shown = shownIn(answer, id);
  if (shown !== undefined) return shown;
  const {title} = service.profile;
  throw new Failure({
    kind: 'data',
    message: `${title}'s SCIM service does not show a single ${what} (HTTP ${answer.status}), so nothing can be written safely. Report it to ${title} if it happens again.`,
    status: answer.status,
  });
}

/** `POST /Users`: who has no answer looks first, for twice would be two. */
export function postResource(
  {service, path, what}: ResourceWriting,
  body: JsonObject,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return service.write({
    method: 'POST',
    path,
    body: {json: body},
    repeatable: false,
    purpose: `create a ${what}`,
    signal,
  });
}

/** `PATCH /Users/{id}` */
export function patchResource(
  {service, path, what}: ResourceWriting,
  {id, operations}: {readonly id: string; readonly operations: readonly PatchOperation[]},
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return service.write({
    method: 'PATCH',
    path: `${path}/${encodeURIComponent(id)}`,
    body: {json: patchBody(operations)},
    // Values are set; what is added or taken away twice may be another matter.
    repeatable: operations.every(({op}) => op === 'replace'),
    purpose: `change a ${what}`,
    signal,
  });
}

/** `PUT /Users/{id}` */
export function putResource(
  {service, path, what}: ResourceWriting,
  {id, body}: {readonly id: string; readonly body: JsonObject},
  signal: AbortSignal,
): Promise<HttpAnswer> {
  return service.write({
    method: 'PUT',
    path: `${path}/${encodeURIComponent(id)}`,
    body: {json: body},
    repeatable: true, // the resource is the same after doing it twice
    purpose: `replace a ${what}`,
    signal,
  });
}

/** The resource that an answer shows; undefined for none, and for another one. */
export function shownIn({status, body}: HttpAnswer, id?: string): JsonObject | undefined {
  if (status >= 300 || !isJsonObject(body)) return undefined;
  const shown = keyTextOf(attributeOf(body, 'id'));
  return shown === undefined || (id !== undefined && shown !== id) ? undefined : body;
}
