import {streamColumns, type StreamColumns} from '../../../read/columns/stream-columns';
import {loadResource} from '../../../resources/load-resource';

/** The streams with their columns, as one reading of the company fills them. */
export interface CompanyStreams {
  readonly users: StreamColumns;
  readonly roles: StreamColumns;
  readonly permissionSets: StreamColumns;
  readonly roleAssignments: StreamColumns;
  readonly userPermissions: StreamColumns;
}

/** `is_admin` is a number that some servers send as a boolean (Pipedrive Q7). */
const forms = {flag: (value: unknown) => (typeof value === 'boolean' ? Number(value) : value)};

/** Opens the streams by their schemas. */
export function companyStreams(): CompanyStreams {
  const open = (name: string): StreamColumns =>
    streamColumns(name, loadResource(`schemas/${name}.json`), forms);
  return {
    users: open('pipedrive_users'),
    roles: open('pipedrive_roles'),
    permissionSets: open('pipedrive_permission_sets'),
    roleAssignments: open('pipedrive_role_assignments'),
    userPermissions: open('pipedrive_user_permissions'),
  };
}
