import {isFields, parseJson, type Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {errorBody, noContent} from './answers';
import type {ScimCall, ScimService} from './guard';
import {notFound} from './not-found';
import {applyChanges, readPatch, type AttributeChange} from './patch-resource';

const ONE_MEMBER = /^members\[value eq "([^"]*)"\]$/;

/** Creates a group; `displayName` is needed. */
export function postGroup({directory, reply}: ScimService, {body}: ScimCall): Answer {
  const parsed = parseJson(body);
  const sent: Fields = parsed.ok && isFields(parsed.value) ? parsed.value : {};
  const {displayName, members} = sent;
  if (typeof displayName !== 'string' || displayName === '') {
    return reply(400, errorBody(400, 'displayName is required.', 'invalidValue'));
  }
  const made = directory.groups.add((index) => ({...directory.groupAt(index), displayName}));
  directory.setMembers(String(made['id']), idsIn(members));
  return reply(201, directory.showGroup(made));
}

/** Renames a group, and adds, removes or replaces members. */
export function patchGroup(service: ScimService, {params, body}: ScimCall): Answer {
  const {directory, reply} = service;
  const id = params['id'] ?? '';
  const old = directory.groups.byId(id);
  if (!old) return notFound(service, id);
  const changes = readPatch(body);
  if (typeof changes === 'string') return reply(400, errorBody(400, changes, 'invalidSyntax'));
  const concernsMembers = ({path}: AttributeChange): boolean => path.startsWith('members');
  const others = changes.filter((change) => !concernsMembers(change));
  directory.groups.put(id, {...applyChanges(old, others), id});
  const before = idsIn(directory.showGroup(old)['members']);
  const after = changes.filter(concernsMembers).reduce(changeMembers, before);
  if (changes.some(concernsMembers)) directory.setMembers(id, after);
  return reply(200, directory.showGroup(directory.groups.byId(id) ?? old));
}

/** Deletes a group for good. */
export function deleteGroup(service: ScimService, {params}: ScimCall): Answer {
  const id = params['id'] ?? '';
  if (!service.directory.groups.byId(id)) return notFound(service, id);
  service.directory.groups.remove(id);
  return noContent;
}

function changeMembers(
  ids: readonly string[],
  {op, path, value}: AttributeChange,
): readonly string[] {
  const named = ONE_MEMBER.exec(path)?.[1];
  const given = named === undefined ? idsIn(value) : [named];
  switch (op) {
    case 'add':
      return [...new Set([...ids, ...given])];
    case 'replace':
      return given;
    case 'remove':
      return given.length === 0 ? [] : ids.filter((id) => !given.includes(id));
  }
}

function idsIn(members: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(members) ? members : [];
  return list.flatMap((member) =>
    isFields(member) && typeof member['value'] === 'string' ? [member['value']] : [],
  );
}
