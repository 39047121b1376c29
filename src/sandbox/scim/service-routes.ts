import type {Answer} from '../vendor-part';
import {errorBody, oldErrorBody} from './answers';
import {descriptionRoutes} from './descriptions';
import type {ScimCall, ScimRoute, ScimService} from './guard';
import {lacksPatch, withWriteQuirks} from './quirks/write-quirks';
import {searchQuery} from './list/list-request';
import {listResources} from './list/list-routes';
import {refuse} from './refusal';
import {
  deleteResource,
  getResource,
  patchOne,
  postResource,
  putResource,
} from './write/resource-writes';
import type {Shelf} from './shelf';

/** Every route of a service, as far as the profile has it. */
export function serviceRoutes(service: ScimService): readonly ScimRoute[] {
  const {traits, users, groups} = service.directory;
  if (traits.kind === 'nothing') return everywhere(service);
  if (traits.kind === 'write_only') return writeOnly(service, users);
  return [
    ...(traits.hasServiceConfig ? descriptionRoutes(service) : []),
    ...shelfRoutes(service, users),
    putRoute(service, users),
    ...(traits.hasGroups ? shelfRoutes(service, groups) : []),
    // Groups that cannot be patched can be replaced.
    ...(traits.hasGroups && lacksPatch(service) ? [putRoute(service, groups)] : []),
    ...(traits.isStrict ? strictRoutes(service) : []),
    // An endpoint that one of the services is known to name without serving it.
    {
      method: 'GET',
      path: '/Me',
      handle: () => service.reply(501, errorBody(501, 'Not implemented.')),
    },
  ];
}

function shelfRoutes(service: ScimService, shelf: Shelf): readonly ScimRoute[] {
  const path = shelf.kind.endpoint;
  const one = `${path}/:id`;
  const routes: readonly ScimRoute[] = [
    {method: 'GET', path, handle: ({query}) => listResources(service, [shelf], query)},
    {method: 'GET', path: one, handle: (call) => getResource(service, shelf, call)},
    {method: 'POST', path, handle: (call) => postResource(service, shelf, call)},
    {method: 'PATCH', path: one, handle: (call) => patchOne(service, shelf, call)},
    {method: 'DELETE', path: one, handle: (call) => deleteResource(service, shelf, call)},
  ];
  return routes.map((route) => withWriteQuirks(service, route));
}

function putRoute(service: ScimService, shelf: Shelf): ScimRoute {
  const path = `${shelf.kind.endpoint}/:id`;
  const handle = (call: ScimCall): Answer => putResource(service, shelf, call);
  return withWriteQuirks(service, {method: 'PUT', path, handle});
}

/** What no vendor's sheet has: groups are replaced, and searches are posted. */
function strictRoutes(service: ScimService): readonly ScimRoute[] {
  const {users, groups} = service.directory;
  const search = (path: string, shelves: readonly Shelf[]): ScimRoute => ({
    method: 'POST',
    path: `${path}/.search`,
    handle: ({body}) => {
      const query = searchQuery(body);
      if (!query.ok) return refuse(service.reply, query.refusal);
      return listResources(service, shelves, query.value);
    },
  });
  return [
    putRoute(service, groups),
    search('', [users, groups]),
    search('/Users', [users]),
    search('/Groups', [groups]),
  ];
}

/** SCIM 1.1 creates and deletes, and refuses to be read. */
function writeOnly(service: ScimService, users: Shelf): readonly ScimRoute[] {
  const refuseIt = (): Answer => service.reply(405, oldErrorBody(405, 'Method not allowed'));
  return [
    {method: 'GET', path: '/Users', handle: refuseIt},
    {method: 'GET', path: '/Users/:id', handle: refuseIt},
    {method: 'POST', path: '/Users', handle: (call) => postResource(service, users, call)},
    {method: 'DELETE', path: '/Users/:id', handle: (call) => deleteResource(service, users, call)},
  ];
}

/** Routes whose guard sends the page of a service that is not there. */
function everywhere(service: ScimService): readonly ScimRoute[] {
  const paths = ['/Users', '/Groups', '/ServiceProviderConfig', '/ResourceTypes', '/Schemas'];
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].flatMap((method) =>
    paths.map((path) => ({
      method,
      path,
      handle: () => service.reply(404, errorBody(404, 'Specified endpoint does not exist.')),
    })),
  );
}
