import {jsonAnswer} from '../answer';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import {emptyAnswer, errorAnswer} from './answers';
import type {ApiKey} from './keys';
import type {Profile} from './workspace';
import {writeUser} from './write-user';
import type {UserguidingState} from './write-user';

/** Where the User API's base URL ends. */
export const USER_API_PREFIX = '/user_api';

const PAGE_SIZE = 100;
const PAGE_SIZE_MAX = 1000;

/** The User API at the configured paths: create or update, list, delete, and its description. */
export function userApiRoutes(state: UserguidingState): readonly Route[] {
  const {settings} = state;
  const guarded = (
    setting: string,
    handle: (request: SandboxRequest, key: ApiKey) => Answer,
  ): Route => ({
    ...parsePath(setting),
    handle: (request) => {
      const key = state.keys.admit(request, 'user_api');
      return 'reason' in key ? errorAnswer(settings.error_form, key) : handle(request, key);
    },
  });
  const needs = settings.upsert_creates_only ? ({needs: 'absent'} as const) : {};
  const routes = [
    guarded(settings.upsert_path, (request, key) => write(state, request, {key, ...needs})),
    guarded(settings.update_path, (request, key) => write(state, request, {key, needs: 'present'})),
    guarded(settings.list_path, (request) => listUsers(state, request)),
    guarded(settings.delete_path, (request) => deleteUser(state, request)),
  ];
  if (!settings.openapi) return routes;
  const description: Route = {
    method: 'GET',
    path: `${USER_API_PREFIX}/openapi.json`,
    handle: () => jsonAnswer(200, describe(state)),
  };
  return [...routes, description];
}

/** `PATCH /users/{userId}` as the router wants it. */
function parsePath(setting: string): {readonly method: string; readonly path: string} {
  const match = /^([A-Z]+) (\/\S*)$/.exec(setting);
  const [, method = '', path = ''] = match ?? [];
  if (!match) {
    throw new RangeError(`a path of the sandbox part userguiding is not like "POST /users"`);
  }
  return {method, path: USER_API_PREFIX + path.replace('{userId}', ':userId')};
}

function write(
  state: UserguidingState,
  {body, params}: SandboxRequest,
  options: {readonly key: ApiKey; readonly needs?: 'absent' | 'present'},
): Answer {
  const pathId = params['userId'];
  return writeUser(state, {
    ...options,
    body,
    style: state.settings.body_style,
    ...(pathId !== undefined && {pathId}),
    answer: ({userId}, result) => {
      const profile = state.workspace.get(userId);
      return jsonAnswer(result === 'created' ? 201 : 200, profile ? showUser(profile) : {});
    },
  });
}

/** Pages by `search_after`, the id of the last user of the page before. */
function listUsers(state: UserguidingState, {query}: SandboxRequest): Answer {
  const size = Number(query.get('page_size') ?? PAGE_SIZE);
  if (!Number.isInteger(size) || size < 1 || size > PAGE_SIZE_MAX) {
    return errorAnswer('detail_list', {
      status: 422,
      field: 'page_size',
      reason: `page_size must be from 1 to ${PAGE_SIZE_MAX}`,
    });
  }
  const after = query.get('search_after');
  const sorted = [...state.workspace.profiles()].sort((a, b) => (a.userId < b.userId ? -1 : 1));
  const page = sorted.filter(({userId}) => after === null || userId > after).slice(0, size);
  return jsonAnswer(200, {
    users: page.map(showUser),
    search_after: page.at(-1)?.userId ?? null,
  });
}

function deleteUser(state: UserguidingState, {params}: SandboxRequest): Answer {
  if (state.workspace.remove(params['userId'] ?? '')) return emptyAnswer(204);
  return errorAnswer(state.settings.error_form, {status: 404, reason: 'user not found'});
}

function showUser({userId, attributes, companyIds, createdAtMs, updatedAtMs}: Profile): unknown {
  return {
    ...attributes,
    user_id: userId,
    company_id: companyIds.at(-1) ?? null,
    is_anonymous: false,
    created: new Date(createdAtMs).toISOString(),
    last_seen: new Date(updatedAtMs).toISOString(),
  };
}

function describe({settings}: UserguidingState): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  const {upsert_path, update_path, list_path, delete_path} = settings;
  for (const setting of [upsert_path, update_path, list_path, delete_path]) {
    const [method = '', path = ''] = setting.split(' ');
    paths[path] = {...paths[path], [method.toLowerCase()]: {responses: {}}};
  }
  return {openapi: '3.1.0', info: {title: 'User API', version: '1'}, paths};
}
