import {newField} from '../shared/new-field';
import type {Company} from './company/company';
import {failure, success, successPage} from './envelope';
import type {PipedriveRoute} from './guard';
import {PERMISSION_SETS, contentsOf} from './company/permission-sets';
import type {PermissionSet} from './company/permission-sets';

const RIGHTS = {method: 'GET', scopes: ['admin'], adminOnly: true} as const;

/** Everything below `/permissionSets`. */
export function permissionRoutes(company: Company): readonly PipedriveRoute[] {
  const byId = (id: string | undefined): PermissionSet | undefined =>
    PERMISSION_SETS.find((one) => one.id === id);
  return [
    {
      ...RIGHTS,
      path: '/permissionSets',
      cost: 20,
      handle: ({query}) => {
        const app = query.get('app');
        const fitting = PERMISSION_SETS.filter((one) => app === null || one.app === app);
        return success(fitting.map((one) => showPermissionSet(company, one)));
      },
    },
    {
      ...RIGHTS,
      path: '/permissionSets/:id',
      cost: 2,
      handle: ({params}) => {
        const found = byId(params['id']);
        if (!found) return failure(404, 'Permission set not found.');
        // One set, in an array all the same (Pipedrive Q19).
        return success([{...showPermissionSet(company, found), contents: contentsOf(found)}]);
      },
    },
    {
      ...RIGHTS,
      path: '/permissionSets/:id/assignments',
      cost: 20,
      handle: ({params, query}) => {
        const found = byId(params['id']);
        if (!found) return failure(404, 'Permission set not found.');
        const rows = holdersOf(company, found).map((userId) => ({
          user_id: userId,
          permission_set_id: found.id,
          name: found.name,
        }));
        return successPage(query, rows);
      },
    },
  ];
}

/** A set as lists show it. */
export function showPermissionSet(company: Company, one: PermissionSet): Record<string, unknown> {
  const {rare_fields: isRare} = company.settings;
  return {
    ...one,
    assignment_count: holdersOf(company, one).length,
    // Documented for one set alone (Pipedrive Q19); rarely, lists hold it too.
    ...(isRare && {contents: contentsOf(one)}),
    ...newField(isRare),
  };
}

function holdersOf({users}: Company, {id}: PermissionSet): readonly number[] {
  const holders: number[] = [];
  for (const user of users.all()) {
    if (user.access.some(({permission_set_id: held}) => held === id)) holders.push(user.id);
  }
  return holders;
}
