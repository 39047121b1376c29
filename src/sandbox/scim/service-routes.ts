import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {errorBody, oldErrorBody} from './answers';
import {deleteGroup, patchGroup, postGroup} from './group-writes';
import type {ScimCall, ScimRoute, ScimService} from './guard';
import {listResources, type Shelf} from './list-routes';
import {notFound} from './not-found';
import {deleteUser, patchUser, postUser, putUser} from './user-writes';

/** Every route of a service, as far as the profile has it. */
export function serviceRoutes(service: ScimService): readonly ScimRoute[] {
  const {traits} = service.directory;
  if (traits.kind === 'nothing') return everywhere(service);
  if (traits.kind === 'write_only') return writeOnly(service);
  return [
    ...(traits.hasServiceConfig ? descriptions(service) : []),
    ...userRoutes(service),
    ...(traits.hasGroups ? groupRoutes(service) : []),
    // An endpoint that one of the services is known to name without serving it.
    {
      method: 'GET',
      path: '/Me',
      handle: () => service.reply(501, errorBody(501, 'Not implemented.')),
    },
  ];
}

function userRoutes(service: ScimService): readonly ScimRoute[] {
  const shelf: Shelf = {
    store: service.directory.users,
    show: service.directory.showUser,
    filterable: ['userName', 'externalId'],
  };
  return [
    {method: 'GET', path: '/Users', handle: (call) => listResources(service, shelf, call)},
    {method: 'GET', path: '/Users/:id', handle: (call) => getOne(service, shelf, call)},
    {method: 'POST', path: '/Users', handle: (call) => postUser(service, call)},
    {method: 'PUT', path: '/Users/:id', handle: (call) => putUser(service, call)},
    {method: 'PATCH', path: '/Users/:id', handle: (call) => patchUser(service, call)},
    {method: 'DELETE', path: '/Users/:id', handle: (call) => deleteUser(service, call)},
  ];
}

function groupRoutes(service: ScimService): readonly ScimRoute[] {
  const shelf: Shelf = {
    store: service.directory.groups,
    show: service.directory.showGroup,
    filterable: ['displayName', 'externalId'],
  };
  return [
    {method: 'GET', path: '/Groups', handle: (call) => listResources(service, shelf, call)},
    {method: 'GET', path: '/Groups/:id', handle: (call) => getOne(service, shelf, call)},
    {method: 'POST', path: '/Groups', handle: (call) => postGroup(service, call)},
    {method: 'PATCH', path: '/Groups/:id', handle: (call) => patchGroup(service, call)},
    {method: 'DELETE', path: '/Groups/:id', handle: (call) => deleteGroup(service, call)},
  ];
}

/** SCIM 1.1 creates and deletes, and refuses to be read. */
function writeOnly(service: ScimService): readonly ScimRoute[] {
  const refuse = (): Answer => service.reply(405, oldErrorBody(405, 'Method not allowed'));
  return [
    {method: 'GET', path: '/Users', handle: refuse},
    {method: 'GET', path: '/Users/:id', handle: refuse},
    {method: 'POST', path: '/Users', handle: (call) => postUser(service, call)},
    {method: 'DELETE', path: '/Users/:id', handle: (call) => deleteUser(service, call)},
  ];
}

/** Routes whose guard sends the page of a service that is not there. */
function everywhere(service: ScimService): readonly ScimRoute[] {
  return ['/Users', '/Groups', '/ServiceProviderConfig'].map((path) => ({
    method: 'GET',
    path,
    handle: () => service.reply(404, errorBody(404, 'Specified endpoint does not exist.')),
  }));
}

function getOne(service: ScimService, {store, show}: Shelf, {params}: ScimCall): Answer {
  const resource = store.byId(params['id'] ?? '');
  return resource ? service.reply(200, show(resource)) : notFound(service, params['id']);
}

const supported = (flag: boolean): Fields => ({supported: flag});

function descriptions({reply, directory, settings}: ScimService): readonly ScimRoute[] {
  const kinds = directory.traits.hasGroups ? ['User', 'Group'] : ['User'];
  const list = (resources: readonly Fields[]): Fields => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  });
  const config = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    patch: supported(true),
    bulk: {supported: false, maxOperations: 0, maxPayloadSize: 0},
    filter: {supported: true, maxResults: settings.page_size_max},
    changePassword: supported(false),
    sort: supported(false),
    etag: supported(false),
    authenticationSchemes: [{type: 'oauthbearertoken', name: 'Bearer token', primary: true}],
  };
  const types = kinds.map((kind) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
    id: kind,
    name: kind,
    endpoint: `/${kind}s`,
    schema: `urn:ietf:params:scim:schemas:core:2.0:${kind}`,
  }));
  const schemas = types.map(({name, schema}) => ({id: schema, name, attributes: []}));
  return [
    {method: 'GET', path: '/ServiceProviderConfig', handle: () => reply(200, config)},
    {method: 'GET', path: '/ResourceTypes', handle: () => reply(200, list(types))},
    {method: 'GET', path: '/Schemas', handle: () => reply(200, list(schemas))},
  ];
}
