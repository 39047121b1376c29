import {isFields, parseJson, type Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {errorBody, noContent} from './answers';
import type {ScimCall, ScimService} from './guard';
import {notFound} from './not-found';
import {applyChanges, readPatch} from './patch-resource';

/** Creates a user; `userName` is needed and unique. */
export function postUser(service: ScimService, {body}: ScimCall): Answer {
  const {directory, reply} = service;
  const {users} = directory;
  const sent = readUser(body);
  if (sent === undefined) return wrong(service, 'userName is required.');
  if (isTaken(service, sent)) {
    return reply(409, errorBody(409, 'userName is taken.', 'uniqueness'));
  }
  if (directory.traits.deletesInactive && sent['active'] === false) {
    return wrong(service, 'A user cannot be created inactive.');
  }
  const made = users.add((index) => {
    const {id, meta} = directory.userAt(index);
    return {active: true, ...sent, id, meta};
  });
  return reply(201, directory.showUser(made));
}

/** Replaces a user. */
export function putUser(service: ScimService, {params, body}: ScimCall): Answer {
  const old = service.directory.users.byId(params['id'] ?? '');
  if (!old) return notFound(service, params['id']);
  const sent = readUser(body);
  if (sent === undefined) return wrong(service, 'userName is required.');
  return store(service, {...sent, id: old['id'], meta: old['meta']});
}

/** Changes some attributes of a user. */
export function patchUser(service: ScimService, {params, body}: ScimCall): Answer {
  const old = service.directory.users.byId(params['id'] ?? '');
  if (!old) return notFound(service, params['id']);
  const changes = readPatch(body);
  if (typeof changes === 'string') return wrong(service, changes);
  return store(service, {...applyChanges(old, changes), id: old['id']});
}

/** Deletes a user for good. */
export function deleteUser(service: ScimService, {params}: ScimCall): Answer {
  const id = params['id'] ?? '';
  if (!service.directory.users.byId(id)) return notFound(service, id);
  service.directory.users.remove(id);
  return noContent;
}

function store(service: ScimService, user: Fields): Answer {
  const {directory, reply} = service;
  const id = String(user['id']);
  // For PagerDuty an inactive user is a deleted one (PagerDuty Q13); guides say suspended.
  if (directory.traits.deletesInactive && user['active'] === false) {
    directory.users.remove(id);
    return noContent;
  }
  directory.users.put(id, user);
  return reply(200, directory.showUser(user));
}

function readUser(body: string): Fields | undefined {
  const parsed = parseJson(body);
  if (!parsed.ok || !isFields(parsed.value)) return undefined;
  const {userName} = parsed.value;
  return typeof userName === 'string' && userName !== '' ? parsed.value : undefined;
}

function isTaken({directory}: ScimService, {userName}: Fields): boolean {
  const wanted = String(userName).toLowerCase();
  for (const user of directory.users.all()) {
    if (String(user['userName']).toLowerCase() === wanted) return true;
  }
  return false;
}

function wrong({reply}: ScimService, detail: string): Answer {
  return reply(400, errorBody(400, detail, 'invalidValue'));
}
