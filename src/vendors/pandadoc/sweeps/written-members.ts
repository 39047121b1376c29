import {createSentList, type SentList} from '../../../core/records/sent-list';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import {ownText} from '../../../read/columns/text-row';
import type {MemberOrigin} from './member-row';

const NULL = 'null';

/**
 * Makes rows of the members in an answer without parsing them, where they come as they usually do: the same rows
 * as `toMemberRow` makes, which takes all others.
 */
export function writtenMembers(origin: MemberOrigin, columns: StreamColumns): SentList {
  const writer = columns.createWriter();
  const {texts} = writer;
  const [id, status, isActive, isAdmin, role] = [
    'membership_id',
    'status',
    'is_active',
    'is_admin',
    'role',
  ].map((column) => writer.placeOf(column)) as [number, number, number, number, number];
  const own = [
    {place: writer.placeOf('_workspace_id'), json: JSON.stringify(origin.id)},
    {place: writer.placeOf('_workspace_id_is_guess'), json: JSON.stringify(origin.isGuess)},
    {place: writer.placeOf('_workspace_name'), json: JSON.stringify(origin.name)},
  ];
  const [ownStatus, ownIsAdmin] = [writer.placeOf('_status'), writer.placeOf('_is_admin')];
  return createSentList({
    at: 'results',
    // A second spelling (PandaDoc Q3), which `toMemberRow` knows.
    wanted: [['emails_verified']],
    repeats: true,
    make: (record) => {
      if (record.json(0) !== undefined || !writer.take(record)) return undefined;
      const key = texts[id] ?? NULL;
      if (key === NULL || key === '""') return undefined;
      for (const {place, json} of own) texts[place] = json;
      texts[ownStatus] = valueAt(texts, status) ?? statusOf(texts[isActive]);
      texts[ownIsAdmin] = valueAt(texts, isAdmin) ?? isAdminRole(texts[role]);
      return writer.write({membership_id: ownText(key.slice(1, -1))});
    },
  });
}

/** Undefined for null, and for a column that the stream does not have. */
function valueAt(texts: readonly string[], place: number): string | undefined {
  const json = texts[place];
  return json === NULL ? undefined : json;
}

function statusOf(isActive = NULL): string {
  if (isActive === NULL) return NULL;
  return isActive === 'true' ? '"active"' : '"inactive"';
}

function isAdminRole(role = NULL): string {
  return role === NULL ? NULL : String(role === '"Admin"');
}
