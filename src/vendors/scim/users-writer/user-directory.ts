import type {JsonObject} from '../../../core/json';
import {absenceIn, notAvailable} from '../absence';
import {askForFirst, listResources} from '../list-resources';
import {readListPage} from '../list-response';
import {attributeOf} from '../names';
import {attributeNamed} from '../schema/attribute';
import {users as userKind} from '../resource-kinds';
import type {ScimService} from '../service';
import type {ResourceWriting} from '../writer/resource-calls';
import {getResource} from '../writer/resource-calls';
import {createKnownUsers, type KnownUsers} from './known-users';
import {toPerson, type ScimPerson} from './scim-person';
import {hasKey, type UserKey} from './user-keys';

/** A listing of this many pages costs no more than looking for the first users one by one. */
const FEW_PAGES = 2;

/** All users of a service, as far as they are known now. */
export interface UserDirectory extends Omit<KnownUsers, 'forget'> {
  /**
   * Everybody with a key; empty: nobody has it, as far as listings and trusted filters show. Users are
   * looked for one by one until a listing of all of them would have cost no more. A failed look-up
   * throws: it is never "not there".
   */
  find(key: UserKey): Promise<readonly ScimPerson[]>;
  /** Asks the service again for everybody with one of the keys, also for those whom lists leave out. */
  lookAgain(keys: readonly UserKey[]): Promise<readonly ScimPerson[]>;
  /** As `lookAgain`, by filters alone, where the service has them. */
  lookByFilters(keys: readonly UserKey[]): Promise<readonly ScimPerson[]>;
  /** Reads the list of all users, once. */
  complete(): Promise<void>;
  /** Forgets everybody: the next writer starts with what is there then. */
  restart(total: number | undefined): void;
}

/** How many users a service has; undefined where it does not say. Throws where there is no service. */
export async function countUsers(
  service: ScimService,
): Promise<{readonly total: number | undefined; readonly first: JsonObject | undefined}> {
  const {profile, mask} = service;
  const answer = await askForFirst(service, userKind, {count: 1});
  const absence = absenceIn(answer);
  if (absence !== undefined) throw notAvailable(profile, absence);
  const page = readListPage(answer.body, {title: profile.title, what: 'users', mask});
  return {total: page.total, first: page.resources[0]};
}

/** What a directory has asked for so far. */
interface Progress {
  listing: Promise<void> | undefined;
  total: number | undefined;
  asked: number;
  filters: boolean;
  readonly pageSize: number;
}

/** Creates an empty directory. Its size is the service's, regardless of the number of records. */
export function createUserDirectory(
  writing: ResourceWriting,
  {filters, pageSize}: {readonly filters: boolean; readonly pageSize: number},
): UserDirectory {
  const users = createKnownUsers(writing.service.profile.title);
  const state: Progress = {listing: undefined, total: undefined, asked: 0, filters, pageSize};
  const list = (): Promise<void> => listInto(users, writing);
  const complete = (): Promise<void> => (state.listing ??= list());
  const ask = (key: UserKey): Promise<readonly ScimPerson[] | undefined> =>
    askFor(users, writing, {state, key});
  const lookByFilters = async (keys: readonly UserKey[]): Promise<readonly ScimPerson[]> => {
    const found = new Map<string, ScimPerson>();
    for (const key of keys) {
      for (const person of (await ask(key)) ?? []) found.set(person.id, person);
    }
    return [...found.values()];
  };
  return {
    ...users,
    complete,
    lookByFilters,
    find: async (key) => {
      const seen = users.known(key);
      if (seen.length > 0) return seen;
      if (state.listing === undefined && !isWorthListing(state)) {
        const found = await ask(key);
        if (found !== undefined && found.length > 0) return found;
        if (found !== undefined && isTrusted(writing, key)) return found;
      }
      await complete();
      return users.known(key);
    },
    lookAgain: async (keys) => {
      const found = await lookByFilters(keys);
      if (found.length > 0) return found;
      if (state.filters && keys.every((key) => isTrusted(writing, key))) return [];
      state.listing = list();
      await state.listing;
      const seen = keys.flatMap(users.known);
      return [...new Map(seen.map((person) => [person.id, person])).values()];
    },
    restart: (total) => {
      users.forget();
      Object.assign(state, {listing: undefined, total, asked: 0});
    },
  };
}

async function listInto(users: KnownUsers, {service, path}: ResourceWriting): Promise<void> {
  const kind = {...userKind, path};
  for await (const page of listResources({service, kind, signal: service.signal})) {
    page.forEach(users.put);
  }
}

/** Those whom the service finds; undefined when it cannot be asked like that. */
async function askFor(
  users: KnownUsers,
  writing: ResourceWriting,
  {state, key}: {readonly state: Progress; readonly key: UserKey},
): Promise<readonly ScimPerson[] | undefined> {
  state.asked += 1;
  if (key.field === 'id') {
    const resource = await getResource(writing, key.value, writing.service.signal);
    return resource === undefined ? [] : [users.put(resource)];
  }
  const found = state.filters ? await askByFilter(writing, key) : undefined;
  if (found === undefined) state.filters = false;
  return found?.map(users.put);
}

function isWorthListing({total, asked, pageSize}: Progress): boolean {
  const pages = total === undefined ? 0 : Math.ceil(total / pageSize);
  return pages <= FEW_PAGES || asked >= pages;
}

/**
 * True when "nobody" may be believed: services may compare to the letter, and keep names in another
 * form of Unicode than the one that is asked for.
 */
function isTrusted({schema}: ResourceWriting, {field, value}: UserKey): boolean {
  if (field === 'id') return true;
  if (!/^[\x20-\x7e]*$/.test(value)) return false;
  if (field === 'externalId') return true;
  return schema.isTold && attributeNamed(schema.core.attributes, 'userName')?.caseExact === false;
}

/** Undefined: the service refuses the filter, or shows others than those who were asked for. */
async function askByFilter(
  {service, path}: ResourceWriting,
  key: UserKey,
): Promise<readonly JsonObject[] | undefined> {
  const {mask, profile} = service;
  const {field, value} = key;
  const answer = await service.get({
    path,
    query: {filter: `${field} eq ${JSON.stringify(value)}`},
    purpose: 'look for a user',
    accept: [400, 403],
  });
  if (answer.status >= 300 || absenceIn(answer) !== undefined) return undefined;
  const page = readListPage(answer.body, {title: profile.title, what: 'users', mask});
  const isAnswer = page.resources.every((resource) => {
    if (attributeOf(resource, 'id') === undefined) return false;
    return hasKey(toPerson(resource, profile.title), key);
  });
  return isAnswer ? page.resources : undefined;
}
