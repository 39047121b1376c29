import type {Log} from '../../../core/log';
import type {HttpClient} from '../../../http/request';
import type {MetadataApi, MetadataRoute} from './metadata-route';
import {readMetadataSchema} from '../metadata-schema';

/** Which of the two APIs a writer uses now. */
export interface RouteChoice {
  current(): MetadataRoute;
  /** True once the API is not the one of the beginning: bodies prepared until then are of the other. */
  hasChanged(): boolean;
  /**
   * After a 404 on a write route: asks again which API the server has, where the configuration leaves
   * it open. True when it is another than the one that was used, and the request may be sent again.
   */
  chooseAgain(used: MetadataRoute, signal: AbortSignal): Promise<boolean>;
}

/** Starts with the API that was found, or configured, when the writer was opened. */
export function createRouteChoice(options: {
  readonly client: HttpClient;
  readonly log: Log;
  readonly route: MetadataRoute;
  readonly mode: 'auto' | MetadataApi;
}): RouteChoice {
  let {route} = options;
  return {
    current: () => route,
    hasChanged: () => route.api !== options.route.api,
    chooseAgain: async (used, signal) => {
      if (options.mode !== 'auto') return false;
      const schema = await readMetadataSchema(options.client, used.kind, signal);
      const api = apiOf(schema);
      route = {...route, api};
      if (api === used.api) return false;
      options.log(
        'WARN',
        `Pendo: the ${used.api} API no longer answers; continuing with the ${api} API.`,
      );
      return true;
    },
  };
}

/** The API that goes with a schema: who can describe its fields also has the documented routes. */
export function apiOf(schema: unknown): MetadataApi {
  return schema === undefined ? 'bulk' : 'value';
}
