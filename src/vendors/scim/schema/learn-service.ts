import {isJsonObject, type JsonObject} from '../../../core/json';
import type {HttpAnswer} from '../../../http/request';
import {absenceIn} from '../absence';
import {attributeOf} from '../names';
import {askForFirst} from '../list-resources';
import {pageSizeIn} from '../page-size';
import {groups, users} from '../resource-kinds';
import type {ScimService} from '../service';
import {readSchema, type ResourceSchema, type ScimSchema} from './attribute';
import {GROUP_URN, standardGroups, standardUsers, USER_URN} from './standard-schemas';

/** What a service tells of itself, asked once (RFC 7644, section 4). */
export interface ServiceTraits {
  /** False: it says that it has no PATCH. Where nothing is told, PATCH is tried first. */
  readonly patches: boolean;
  /** False: it says that it has no filters. */
  readonly filters: boolean;
  /** How many rows are asked for at once. */
  readonly pageSize: number;
  readonly users: ResourceSchema;
  /** Undefined: the service has no groups. */
  readonly groups: ResourceSchema | undefined;
  readonly usersPath: string;
  readonly groupsPath: string;
}

/**
 * Asks for `/ServiceProviderConfig`, `/Schemas` and `/ResourceTypes`. Many services have none of them,
 * or guard them otherwise than their lists: what is not told is as RFC 7643 has it. Any other failure
 * is thrown, since nothing may be guessed from it.
 */
export async function learnService(service: ScimService): Promise<ServiceTraits> {
  const config = await describe(service, '/ServiceProviderConfig');
  const schemas = readSchemas(await describe(service, '/Schemas'));
  const types = listed(await describe(service, '/ResourceTypes'));
  const hasGroups = await learnGroups(service, types);
  const pageSize = pageSizeIn(config);
  service.told.pageSize = Promise.resolve(pageSize);
  return {
    patches: isSupported(config, 'patch') ?? true,
    filters: isSupported(config, 'filter') ?? true,
    pageSize,
    users: schemaOf(schemas, {types, urn: USER_URN, name: 'user'}) ?? standardUsers,
    groups: hasGroups
      ? (schemaOf(schemas, {types, urn: GROUP_URN, name: 'group'}) ?? standardGroups)
      : undefined,
    usersPath: endpointOf(types, 'user') ?? users.path,
    groupsPath: endpointOf(types, 'group') ?? groups.path,
  };
}

/** A description; undefined where the service has none, or does not show it to this token. */
async function describe(service: ScimService, path: string): Promise<JsonObject | undefined> {
  const answer = await service.get({
    path,
    purpose: 'read what the service says of itself',
    accept: [400, 401, 403],
  });
  return isTold(answer) && isJsonObject(answer.body) ? answer.body : undefined;
}

function isTold(answer: HttpAnswer): boolean {
  return answer.status < 300 && absenceIn(answer) === undefined;
}

/** A list of kinds is believed; without one, the list of groups itself is asked. */
async function learnGroups(service: ScimService, types: readonly JsonObject[]): Promise<boolean> {
  if (!service.profile.mayHaveGroups) return false;
  if (types.length > 0) return typeNamed(types, 'group') !== undefined;
  return absenceIn(await askForFirst(service, groups, {count: 1})) === undefined;
}

function isSupported(config: JsonObject | undefined, name: string): boolean | undefined {
  const feature = config && attributeOf(config, name);
  const supported = isJsonObject(feature) ? attributeOf(feature, 'supported') : undefined;
  return typeof supported === 'boolean' ? supported : undefined;
}

function readSchemas(body: JsonObject | undefined): readonly ScimSchema[] {
  return listed(body).flatMap((shown) => readSchema(shown) ?? []);
}

/** The schema of a kind with its extensions; undefined when the service does not show it. */
function schemaOf(
  schemas: readonly ScimSchema[],
  {
    types,
    urn,
    name,
  }: {readonly types: readonly JsonObject[]; readonly urn: string; readonly name: string},
): ResourceSchema | undefined {
  const type = typeNamed(types, name);
  const wanted = (textOf(type, 'schema') ?? urn).toLowerCase();
  const core = schemas.find(({id}) => id.toLowerCase() === wanted);
  if (core === undefined) return undefined;
  return {core, extensions: extensionsOf(schemas, type, name), isTold: true};
}

/** Those that the kind names; without kinds, those whose URN ends with its name. */
function extensionsOf(
  schemas: readonly ScimSchema[],
  type: JsonObject | undefined,
  name: string,
): readonly ScimSchema[] {
  const isExtension = /:extension:/i;
  if (type === undefined) {
    return schemas.filter(({id}) => isExtension.test(id) && id.toLowerCase().endsWith(`:${name}`));
  }
  const named = attributeOf(type, 'schemaExtensions');
  const urns = (Array.isArray(named) ? named : [])
    .filter(isJsonObject)
    .map((one) => textOf(one, 'schema')?.toLowerCase());
  return schemas.filter(({id}) => urns.includes(id.toLowerCase()));
}

function endpointOf(types: readonly JsonObject[], name: string): string | undefined {
  const endpoint = textOf(typeNamed(types, name), 'endpoint');
  // Some write the whole address; the path below the service's own is what is asked for.
  return endpoint !== undefined && /^\/[\w-]+$/.test(endpoint) ? endpoint : undefined;
}

function typeNamed(types: readonly JsonObject[], name: string): JsonObject | undefined {
  return types.find((type) => textOf(type, 'name')?.toLowerCase() === name);
}

function textOf(object: JsonObject | undefined, name: string): string | undefined {
  const value = object && attributeOf(object, name);
  return typeof value === 'string' ? value : undefined;
}

function listed(body: JsonObject | undefined): readonly JsonObject[] {
  const resources = body && attributeOf(body, 'Resources');
  return Array.isArray(resources) ? resources.filter(isJsonObject) : [];
}
