import type {JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import type {PiiColumns} from '../shared/protect-readers';
import {groupPii, toGroupRow} from './group-row';
import {toUserRow, userPii} from './user-row';

/** A kind of SCIM resource as a stream. */
export interface ResourceKind {
  /** The end of the stream's name, and the word for messages. */
  readonly what: 'users' | 'groups';
  readonly path: string;
  /** True: a service without it is no service. */
  readonly isBasic: boolean;
  /** Resource of the schema, the same for every vendor. */
  readonly schema: string;
  readonly toRow: (resource: JsonObject) => Row;
  readonly pii: PiiColumns;
}

/** Users, which every service has. */
export const users: ResourceKind = {
  what: 'users',
  path: '/Users',
  isBasic: true,
  schema: 'schemas/scim_users.json',
  toRow: toUserRow,
  pii: userPii,
};

/** Groups: teams of PagerDuty, roles of Pipedrive. */
export const groups: ResourceKind = {
  what: 'groups',
  path: '/Groups',
  isBasic: false,
  schema: 'schemas/scim_groups.json',
  toRow: toGroupRow,
  pii: groupPii,
};
