import {htmlAnswer} from '../answer';
import type {Fields} from '../shared/parse-json';
import type {Answer, Route, SandboxRequest} from '../vendor-part';
import {answerMaker, errorBody, type AnswerMaker} from './answers';
import type {Directory} from './directory';
import type {ResourceStore} from './data/resource-store';
import type {ScimSettings} from './settings';

/** One vendor's service with what its routes need. */
export interface ScimService {
  readonly settings: ScimSettings;
  readonly directory: Directory;
  readonly reply: AnswerMaker;
  /** Plays the fault by which somebody leaves while the list is read. */
  readonly afterPage: (store: ResourceStore, rows: readonly Fields[]) => void;
}

/** A request that may be served. */
export type ScimCall = SandboxRequest;

/** A route below the service's address. */
export interface ScimRoute {
  readonly method: string;
  /** `/Users/:id` */
  readonly path: string;
  readonly handle: (call: ScimCall) => Answer;
}

const JSON_TYPES = ['application/scim+json', 'application/json'];

/** Makes the service of a directory. */
export function createService(settings: ScimSettings, directory: Directory): ScimService {
  const leaving = {done: false};
  return {
    settings,
    directory,
    reply: answerMaker(settings.media_type, settings.quirks),
    afterPage: (store, rows) => {
      const [first] = rows;
      // A question for one row is a look, not the reading of the list.
      if (settings.paging_fault !== 'someone_leaves' || leaving.done || rows.length < 2) return;
      if (store !== directory.users.store || first === undefined) return;
      leaving.done = true;
      store.remove(String(first['id']));
    },
  };
}

/** Puts plan, token and single sign-on before every route. */
export function guardRoutes(service: ScimService, routes: readonly ScimRoute[]): readonly Route[] {
  return routes.map(({method, path, handle}) => ({
    method,
    path: `${servicePath(service.directory.name)}${path}`,
    handle: (request) => refusal(service, request, path) ?? handle(request),
  }));
}

/** Where a vendor's service is, below the part's prefix. */
export function servicePath(name: string): string {
  return `/${name}/v2`;
}

function refusal(service: ScimService, request: SandboxRequest, path: string): Answer | undefined {
  const {settings, directory, reply} = service;
  if (settings.absent === directory.name || directory.traits.kind === 'nothing') {
    return htmlAnswer(settings.absent_status, 'This page does not exist');
  }
  if (!accepts(service, request.headers.authorization ?? '')) {
    return reply(401, errorBody(401, 'Authorization failure.'), {'www-authenticate': 'Bearer'});
  }
  if (!settings.sso) {
    return reply(403, errorBody(403, 'SCIM is off because single sign-on is not set up.'));
  }
  const status = statusOfFault(settings, path);
  if (status > 0) return reply(status, errorBody(status, `Error ${status}`));
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (directory.traits.isStrict && request.body !== '' && !JSON_TYPES.includes(type)) {
    return reply(415, errorBody(415, `The body must be ${JSON_TYPES.join(' or ')}.`));
  }
  return undefined;
}

/** The status that the settings give an endpoint; 0: none. */
function statusOfFault(settings: ScimSettings, path: string): number {
  if (path === '/ServiceProviderConfig') return settings.service_config_status;
  return path.startsWith('/Groups') ? settings.groups_status : 0;
}

function accepts({settings, directory}: ScimService, authorization: string): boolean {
  const bearer = /^Bearer (.+)$/i.exec(authorization)?.[1];
  if (bearer !== undefined) return bearer === settings[`${directory.name}_token`];
  const key = /^Token token=(.+)$/i.exec(authorization)?.[1];
  return directory.name === 'pagerduty' && key === settings.pagerduty_api_key;
}
