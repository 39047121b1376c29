import {isFields, parseJson, type Fields} from '../../shared/parse-json';
import type {Answer} from '../../vendor-part';
import {noContent} from '../answers';
import type {ScimCall, ScimService} from '../guard';
import {projectionOf} from '../list/list-request';
import {notFound} from '../not-found';
import {patchResource} from './patch-resource';
import {project} from '../query/project';
import {fieldOf, withField} from '../query/values-at';
import {done, refuse, refused, type Outcome} from '../refusal';
import {checkResource} from '../schema/check-resource';
import {wholeKind} from '../schema/resource-kind';
import type {Shelf} from '../shelf';

/** Creates a resource. */
export function postResource(service: ScimService, shelf: Shelf, call: ScimCall): Answer {
  const {traits} = service.directory;
  const sent = readSent(service, shelf, call.body);
  if (!sent.ok) return refuse(service.reply, sent.refusal);
  if (traits.deletesInactive && sent.value['active'] === false) {
    const detail = 'A user cannot be created inactive.';
    return refuse(service.reply, {status: 400, scimType: 'invalidValue', detail});
  }
  const {members, ...attributes} = sent.value;
  const isLooseUser = shelf.kind.name === 'User' && !traits.isStrict;
  const made = shelf.store.add((index) => {
    const {id, meta} = shelf.createAt(index);
    // When a strict service made it is stamped by `keep`.
    const given = traits.isStrict ? {} : {meta};
    const schemas = [shelf.kind.schema.id];
    return {schemas, ...(isLooseUser && {active: true}), ...attributes, id, ...given};
  });
  return answerWith(service, shelf, {
    status: 201,
    resource: shelf.keep(members === undefined ? shelf.whole(made) : {...made, members}),
    call,
  });
}

/** Replaces a resource. */
export function putResource(service: ScimService, shelf: Shelf, call: ScimCall): Answer {
  const old = shelf.store.byId(call.params['id'] ?? '');
  if (!old) return notFound(service, call.params['id']);
  const sent = readSent(service, shelf, call.body, String(old['id']));
  if (!sent.ok) return refuse(service.reply, sent.refusal);
  return store(service, shelf, {old, resource: sent.value, call});
}

/** Changes a part of a resource. */
export function patchOne(service: ScimService, shelf: Shelf, call: ScimCall): Answer {
  const {traits} = service.directory;
  const old = shelf.store.byId(call.params['id'] ?? '');
  if (!old) return notFound(service, call.params['id']);
  // Whoever is lenient knows where an attribute has its place, and takes others as well.
  const lenient = !traits.isStrict;
  const literalRemove = service.settings.quirks.includes('literal_remove');
  const kind = lenient ? wholeKind(shelf.kind) : shelf.kind;
  const options = {kind, lenient, literalRemove};
  const patched = patchResource(options, shelf.whole(old), call.body);
  if (!patched.ok) return refuse(service.reply, patched.refusal);
  const checked = checkSent(service, shelf, {sent: patched.value, ownId: String(old['id'])});
  if (!checked.ok) return refuse(service.reply, checked.refusal);
  return store(service, shelf, {old, resource: checked.value, call});
}

/** Deletes a resource for good. */
export function deleteResource(service: ScimService, shelf: Shelf, {params}: ScimCall): Answer {
  const id = params['id'] ?? '';
  if (!shelf.store.byId(id)) return notFound(service, id);
  shelf.store.remove(id);
  return noContent;
}

/** Shows a resource. */
export function getResource(service: ScimService, shelf: Shelf, call: ScimCall): Answer {
  const resource = shelf.store.byId(call.params['id'] ?? '');
  if (!resource) return notFound(service, call.params['id']);
  return answerWith(service, shelf, {status: 200, resource, call});
}

function store(
  service: ScimService,
  shelf: Shelf,
  {
    old,
    resource,
    call,
  }: {
    readonly old: Fields;
    readonly resource: Fields;
    readonly call: ScimCall;
  },
): Answer {
  // For PagerDuty an inactive user is a deleted one (PagerDuty Q13); guides say suspended.
  if (service.directory.traits.deletesInactive && resource['active'] === false) {
    shelf.store.remove(String(old['id']));
    return noContent;
  }
  const kept = shelf.keep({...resource, id: old['id'], meta: old['meta']});
  return answerWith(service, shelf, {status: 200, resource: kept, call});
}

function answerWith(
  {directory, reply}: ScimService,
  {kind, show}: Shelf,
  {
    status,
    resource,
    call,
  }: {
    readonly status: number;
    readonly resource: Fields;
    readonly call: ScimCall;
  },
): Answer {
  const projection = projectionOf(call.query);
  if (!projection.ok) return refuse(reply, projection.refusal);
  const location = `${directory.address()}${kind.endpoint}/${String(resource['id'])}`;
  const body = project(kind, show(resource), projection.value);
  return reply(status, body, status === 201 ? {location} : {});
}

function readSent(
  service: ScimService,
  shelf: Shelf,
  body: string,
  ownId?: string,
): Outcome<Fields> {
  const parsed = parseJson(body);
  if (!parsed.ok || !isFields(parsed.value)) {
    return refused('invalidSyntax', 'The body must be a JSON object.');
  }
  return checkSent(service, shelf, {sent: parsed.value, ownId});
}

/** Strict services want what their schemas say; those of vendors want the key, and keep the rest. */
function checkSent(
  {directory, settings: {quirks}}: ScimService,
  shelf: Shelf,
  {sent, ownId}: {readonly sent: Fields; readonly ownId: string | undefined},
): Outcome<Fields> {
  const checked = directory.traits.isStrict ? checkResource(shelf.kind, sent) : done(sent);
  if (!checked.ok) return checked;
  const key = fieldOf(checked.value, shelf.kind.key);
  if (typeof key !== 'string' || key === '') {
    return refused('invalidValue', `${shelf.kind.key} is required.`);
  }
  if (!shelf.hasUniqueKey) return checked;
  const unique = quirks.includes('inactive_conflict')
    ? [shelf.kind.key, 'externalId']
    : [shelf.kind.key];
  const taken = unique.find((name) => isTaken(shelf, name, {sent: checked.value, ownId}));
  if (taken !== undefined) {
    const detail = `${taken} is taken.`;
    return {ok: false, refusal: {status: 409, scimType: 'uniqueness', detail}};
  }
  return quirks.includes('lower_case_user_names')
    ? done(withField(checked.value, shelf.kind.key, key.toLowerCase()))
    : checked;
}

function isTaken(
  {store: resources}: Shelf,
  name: string,
  {sent, ownId}: {readonly sent: Fields; readonly ownId: string | undefined},
): boolean {
  const wanted = fieldOf(sent, name);
  if (typeof wanted !== 'string') return false;
  for (const resource of resources.all()) {
    if (String(resource[name]).toLowerCase() !== wanted.toLowerCase()) continue;
    if (String(resource['id']) !== ownId) return true;
  }
  return false;
}
