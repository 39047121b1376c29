import type {Fields} from '../shared/parse-json';
import type {Answer} from '../vendor-part';
import {errorBody} from './answers';
import type {ScimCall, ScimRoute, ScimService} from './guard';
import {isByCursor} from './list/list-routes';
import {notFound} from './not-found';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';

/** The routes by which a service describes itself (RFC 7644, section 4). */
export function descriptionRoutes(service: ScimService): readonly ScimRoute[] {
  return [
    {
      method: 'GET',
      path: '/ServiceProviderConfig',
      handle: () => service.reply(200, configOf(service)),
    },
    ...listed(service, '/ResourceTypes', resourceTypes),
    ...listed(service, '/Schemas', schemas),
  ];
}

/** A list of descriptions, and each of them by its id. */
function listed(
  service: ScimService,
  path: string,
  describe: (service: ScimService) => readonly Fields[],
): readonly ScimRoute[] {
  return [
    {method: 'GET', path, handle: (call) => all(service, describe(service), call)},
    {
      method: 'GET',
      path: `${path}/:id`,
      handle: ({params}) => {
        const wanted = params['id']?.toLowerCase();
        const found = describe(service).find(({id}) => String(id).toLowerCase() === wanted);
        return found ? service.reply(200, found) : notFound(service, params['id']);
      },
    },
  ];
}

function all(service: ScimService, resources: readonly Fields[], {query}: ScimCall): Answer {
  if (query.has('filter')) {
    return service.reply(403, errorBody(403, 'Descriptions cannot be filtered.'));
  }
  return service.reply(200, {
    schemas: [LIST],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  });
}

function kindsOf({directory: {users, groups, traits}}: ScimService) {
  return (traits.hasGroups ? [users, groups] : [users]).map(({kind}) => kind);
}

function configOf(service: ScimService): Fields {
  const {settings, directory} = service;
  const {isStrict} = directory.traits;
  const supported = (flag: boolean): Fields => ({supported: flag});
  return {
    schemas: [`${CORE}:ServiceProviderConfig`],
    documentationUri: 'https://www.rfc-editor.org/rfc/rfc7644',
    patch: supported(!settings.quirks.includes('no_patch')),
    bulk: {supported: false, maxOperations: 0, maxPayloadSize: 0},
    filter: settings.quirks.includes('no_filter')
      ? {supported: false, maxResults: 0}
      : {supported: true, maxResults: settings.page_size_max},
    changePassword: supported(isStrict),
    sort: supported(isStrict),
    etag: supported(false),
    ...(isByCursor(service) && {pagination: byCursor(settings.page_size_max)}),
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'The token is sent as Authorization: Bearer.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: {
      resourceType: 'ServiceProviderConfig',
      location: `${directory.address()}/ServiceProviderConfig`,
    },
  };
}

/** RFC 9865, section 4. */
function byCursor(pageSizeMax: number): Fields {
  return {
    cursor: true,
    index: false,
    defaultPaginationMethod: 'cursor',
    defaultPageSize: pageSizeMax,
    maxPageSize: pageSizeMax,
  };
}

function resourceTypes(service: ScimService): readonly Fields[] {
  return kindsOf(service).map(({name, endpoint, schema, extensions}) => ({
    schemas: [`${CORE}:ResourceType`],
    id: name,
    name,
    description: schema.description,
    endpoint,
    schema: schema.id,
    schemaExtensions: extensions.map(({id}) => ({schema: id, required: false})),
    meta: {
      resourceType: 'ResourceType',
      location: `${service.directory.address()}/ResourceTypes/${name}`,
    },
  }));
}

function schemas(service: ScimService): readonly Fields[] {
  return kindsOf(service)
    .flatMap(({schema, extensions}) => [schema, ...extensions])
    .map(({id, name, description, attributes}) => ({
      schemas: [`${CORE}:Schema`],
      id,
      name,
      description,
      attributes,
      meta: {
        resourceType: 'Schema',
        location: `${service.directory.address()}/Schemas/${id}`,
      },
    }));
}
