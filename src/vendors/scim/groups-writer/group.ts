import {Failure} from '../../../core/failure';
import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {attributeOf} from '../names';

/** A group, as far as it is found by it. */
export interface GroupName {
  readonly id: string;
  readonly displayName: string | undefined;
  readonly externalId: string | undefined;
}

/** A group with its members. */
export interface Group extends GroupName {
  /** Members that are users; nested groups are apart. */
  readonly userIds: readonly string[];
  /** Ids of groups in the group: they are left alone. */
  readonly groupIds: readonly string[];
  /** The members as the service shows them. */
  readonly members: readonly JsonObject[];
  readonly resource: JsonObject;
}

/** Reads what a group is found by; throws a `data` Failure for one without an id. */
export function toGroupName(resource: JsonObject, title: string): GroupName {
  const id = keyTextOf(attributeOf(resource, 'id'));
  if (id === undefined) throw withoutId(title);
  const displayName = attributeOf(resource, 'displayName');
  return {
    id,
    displayName: typeof displayName === 'string' ? displayName.normalize('NFC') : undefined,
    externalId: keyTextOf(attributeOf(resource, 'externalId')),
  };
}

/** Reads a group with its members. */
export function toGroup(resource: JsonObject, title: string): Group {
  const members = membersIn(resource);
  const idsOf = (list: readonly JsonObject[]): readonly string[] =>
    list.flatMap((member) => keyTextOf(attributeOf(member, 'value')) ?? []);
  return {
    ...toGroupName(resource, title),
    userIds: idsOf(members.filter((member) => !isGroup(member))),
    groupIds: idsOf(members.filter(isGroup)),
    members,
    resource,
  };
}

/** Plain values are ids (RFC 7643, 2.4), and one member may come without a list. */
function membersIn(resource: JsonObject): readonly JsonObject[] {
  const shown = attributeOf(resource, 'members');
  if (shown === undefined || shown === null) return [];
  const list: readonly unknown[] = Array.isArray(shown) ? shown : [shown];
  return list.map((member) => (isJsonObject(member) ? member : {value: member as Json}));
}

function isGroup(member: JsonObject): boolean {
  const type = attributeOf(member, 'type');
  const address = attributeOf(member, '$ref');
  if (typeof type === 'string') return type.toLowerCase() === 'group';
  return typeof address === 'string' && /\/Groups\/[^/]+$/i.test(address);
}

function withoutId(title: string): Failure {
  return new Failure({
    kind: 'data',
    message: `${title}'s SCIM service shows a group without an id, so nothing can be written safely. Run the sync again; report it if it happens again.`,
  });
}
