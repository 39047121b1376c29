import {jsonText} from '../../../core/json-text';
import type {Prepared} from '../../../write/object-writer';
import type {MappedRecord, Rejection} from '../../../write/record';
import {rejection} from '../../../write/rejection';
import {normalizeEmail} from '../../shared/people/people-directory';
import {readWantedMember, type WantedMember} from './wanted-member';
import type {MemberWorkspace, WorkspaceBook} from './workspaces';

const EMAIL = /^[^\s@/]+@[^\s@/]+$/;
const EMAIL_LENGTH_MAX = 254;

/** Between address and workspace in a key; no address has a slash behind its @. */
const SLASH = '/';

/** Whom a record is about. */
export type MemberKey =
  | {readonly type: 'address'; readonly email: string; readonly workspace: MemberWorkspace}
  /** Nobody has this address in any of the workspaces, and the record names none. */
  | {readonly type: 'nowhere'; readonly email: string}
  | {readonly type: 'membership'; readonly id: string; readonly workspace: MemberWorkspace}
  | {readonly type: 'no membership'; readonly id: string};

/**
 * Checks a record before it is queued, and brings its key into the one form that each membership has:
 * the engine keeps the order of records by their keys, also when one stream names members by
 * membership and another one by address and workspace.
 */
export function prepareRecord(book: WorkspaceBook, record: MappedRecord): Prepared {
  const wanted = readWantedMember(record);
  if ('reason' in wanted) return {ok: false, rejection: wanted};
  const found = findKey(book, record, wanted);
  if ('reason' in found) return {ok: false, rejection: found};
  const key = keyTextOf(found);
  const keyField = key.includes('@') ? 'email' : 'membership_id';
  const body = jsonText(record.fields);
  const prepared = {record: {...record, key, keyField}, body, bytes: Buffer.byteLength(body)};
  return {ok: true, prepared};
}

/** Finds whom a record is about. */
export function findKey(
  book: WorkspaceBook,
  {key, keyField}: Pick<MappedRecord, 'key' | 'keyField'>,
  wanted: Pick<WantedMember, 'workspace'>,
): MemberKey | Rejection {
  if (keyField === 'membership_id') return findMembership(book, key, wanted);
  const at = key.indexOf(SLASH, key.lastIndexOf('@'));
  const behind = at < 0 ? undefined : key.slice(at + 1).trim();
  const email = normalizeEmail(at < 0 ? key : key.slice(0, at));
  if (!EMAIL.test(email) || email.length > EMAIL_LENGTH_MAX) return notAnEmail;
  const names = [behind, wanted.workspace].filter((name) => name !== undefined);
  const named = names.map((name) => book.find(name));
  const [first, second] = named;
  const refused = named.find((one) => 'reason' in one);
  if (refused !== undefined) return refused;
  if (first === undefined || 'reason' in first) return withoutWorkspace(book, email);
  if (second !== undefined && second !== first) return twoWorkspaces;
  return {type: 'address', email, workspace: first};
}

function findMembership(
  book: WorkspaceBook,
  key: string,
  wanted: Pick<WantedMember, 'workspace'>,
): MemberKey | Rejection {
  const id = key.trim();
  if (id === '' || id.includes('@')) return notAMembership;
  const workspace = book.withMembership(id);
  const named = wanted.workspace === undefined ? undefined : book.find(wanted.workspace);
  if (named !== undefined && 'reason' in named) return named;
  if (workspace === undefined) return {type: 'no membership', id};
  return named === undefined || named === workspace
    ? {type: 'membership', id, workspace}
    : otherWorkspace;
}

/** Only what leaves no doubt: the one workspace of somebody, or the only one that is written. */
function withoutWorkspace(book: WorkspaceBook, email: string): MemberKey | Rejection {
  const [first, second] = book.withMember(email);
  if (second !== undefined) return severalMemberships;
  const [only, other] = book.all;
  const workspace = first ?? (other === undefined ? only : undefined);
  return workspace === undefined ? {type: 'nowhere', email} : {type: 'address', email, workspace};
}

/** `ada@example.com/wAaBb…`: one text for each membership, also for one that does not exist yet. */
function keyTextOf(found: MemberKey): string {
  switch (found.type) {
    case 'address':
      return `${found.email}${SLASH}${found.workspace.id}`;
    case 'nowhere':
      return found.email;
    case 'membership': {
      const email = found.workspace.directory.byId(found.id)?.email;
      const same = email === undefined ? [] : found.workspace.directory.byEmail(email);
      return email !== undefined && same.length === 1
        ? `${email}${SLASH}${found.workspace.id}`
        : found.id;
    }
    case 'no membership':
      return found.id;
  }
}

const notAnEmail = rejection(
  'invalid_key',
  'The key is not an e-mail address, nor an address with a workspace such as ada@example.com/Sales; if the column contains ids of memberships, set "key_field": "membership_id".',
);

const notAMembership = rejection(
  'invalid_key',
  'The key is not the id of a membership; if the column contains e-mail addresses, set "key_field": "email".',
);

const severalMemberships = rejection(
  'ambiguous',
  'This person is a member of several of the configured workspaces; name the one that is meant in field workspace, or in the key, such as ada@example.com/Sales.',
);

const twoWorkspaces = rejection(
  'ambiguous',
  'The key and field workspace name different workspaces; correct one of them.',
);

const otherWorkspace = rejection(
  'invalid_value',
  'The membership is one of another workspace than field workspace names; correct one of them.',
);
