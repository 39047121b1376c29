import {createSentList, type SentList} from '../../../core/records/sent-list';
import type {StreamColumns} from '../../../read/columns/stream-columns';
import {isGlobalAdmin} from '../global-admin';

/**
 * Makes rows of the users in an answer without parsing them, where they come as they usually do: the same rows
 * as `toUserRow` makes, which takes all others.
 */
export function writtenUsers(columns: StreamColumns): SentList {
  const writer = columns.createWriter();
  const {texts} = writer;
  const [id, isDeleted, access, isAdmin, ownIsAdmin] = [
    'id',
    'is_deleted',
    'access',
    'is_admin',
    '_is_admin',
  ].map((column) => writer.placeOf(column)) as [number, number, number, number, number];
  return createSentList({
    at: 'data',
    repeats: true,
    make: (record) => {
      if (!writer.take(record)) return undefined;
      const key = Number(texts[id]);
      if (texts[id] === 'null' || !Number.isSafeInteger(key)) return undefined;
      const byAccess = isGlobalAdmin(JSON.parse(texts[access] ?? 'null'));
      texts[ownIsAdmin] = byAccess === undefined ? isAdminText(texts[isAdmin]) : String(byAccess);
      return writer.write({id: key, is_deleted: texts[isDeleted] === 'true'});
    },
  });
}

/** Where `access` is not shown, `is_admin` may be: a number. */
function isAdminText(json = 'null'): string {
  return json === 'null' ? json : String(Number(json) !== 0);
}
