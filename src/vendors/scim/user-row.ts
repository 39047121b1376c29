import {isJsonObject, type JsonObject} from '../../core/json';
import type {Row} from '../../read/reader';
import type {PiiColumns} from '../shared/protect-readers';
import {rowColumns, toColumns} from '../shared/row-columns';
import {fitValue, type ColumnKind} from './fit-value';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Never to be returned (RFC 7643, 4.1.1); should one be, it goes no further. */
const PASSWORD = 'password';

const columns = rowColumns<ColumnKind>([
  ['id', 'id'],
  ['externalId', 'id'],
  ['userName', 'string'],
  ['active', 'boolean'],
  ['displayName', 'string'],
  ['nickName', 'string'],
  ['name', 'object'],
  ['title', 'string'],
  ['userType', 'string'],
  ['profileUrl', 'string'],
  ['preferredLanguage', 'string'],
  ['locale', 'string'],
  ['timezone', 'string'],
  ['emails', 'objects'],
  ['phoneNumbers', 'objects'],
  ['ims', 'objects'],
  ['photos', 'objects'],
  ['addresses', 'objects'],
  ['groups', 'members'],
  ['roles', 'objects'],
  ['entitlements', 'objects'],
  ['meta', 'object'],
  ['enterprise_user', 'object'],
  ['schemas', 'texts'],
]);

/** Where users hold personal data. */
export const userPii: PiiColumns = {
  ids: ['id'],
  searched: [
    ...['externalId', 'userName', 'displayName', 'nickName', 'name', 'profileUrl', 'emails'],
    ...['phoneNumbers', 'ims', 'addresses', 'groups', 'roles', 'meta', 'enterprise_user'],
  ],
};

/** A user of `GET /Users` as a row of a stream of SCIM users; see `resources/schemas/scim_users.json`. */
export function toUserRow(user: JsonObject): Row {
  const row = toColumns(user, columns, fitValue);
  const others = row['other_fields'];
  if (!isJsonObject(others)) return row;
  const {[ENTERPRISE]: enterprise} = others;
  const isFitting = isJsonObject(enterprise);
  if (isFitting) row['enterprise_user'] = enterprise;
  const kept = Object.entries(others).filter(
    ([name]) => name !== PASSWORD && !(isFitting && name === ENTERPRISE),
  );
  row['other_fields'] = kept.length > 0 ? Object.fromEntries(kept) : null;
  return row;
}
