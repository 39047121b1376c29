import type {SandboxVendorInfo} from '../sandbox';
import type {Fields} from '../shared/parse-json';
import type {Route, SandboxVendor} from '../vendor-part';
import {errorAnswer} from './answers';
import {createUserChanger} from './change-users';
import {GUIDE_PREFIX, guideRoutes, panelRoutes} from './guide-routes';
import {createKeys} from './keys';
import {readUserguidingSettings} from './settings';
import type {UserguidingSettings} from './settings';
import {USER_API_PREFIX, userApiRoutes} from './user-api-routes';
import {createWorkspace} from './workspace';
import type {UserguidingState} from './write-user';

/** UserGuiding: the identify call of the guide and a User API at configurable paths. */
export const userguiding: SandboxVendor = {
  name: 'userguiding',
  create: (options) => {
    const settings = readUserguidingSettings(options.settings);
    const {now, limits, dataEndMs, seed, people} = options;
    const workspace = createWorkspace({settings, people, now, dataEndMs});
    const state: UserguidingState = {
      settings,
      workspace,
      keys: createKeys({settings, now, limits}),
      failedOnce: new Set(),
      tally: {writes: 0},
    };
    return {
      routes: routesOf(state),
      refuse: (status) => errorAnswer(settings.error_form, {status, reason: 'no such route'}),
      errorBody: (status) => ({success: false, error: `error ${status}`}),
      info: (url) => describe(settings, url),
      change: createUserChanger({workspace, people, seed, users: settings.users}),
      dump: () => dump(state),
    };
  },
};

/** An API that the workspace does not have answers 404. */
function routesOf(state: UserguidingState): readonly Route[] {
  switch (state.settings.profile) {
    case 'guide':
      return guideRoutes(state);
    case 'user_api':
      return userApiRoutes(state);
    case 'both':
      return [...guideRoutes(state), ...userApiRoutes(state)];
    case 'panel':
      return panelRoutes();
  }
}

function describe(settings: UserguidingSettings, url: string): SandboxVendorInfo {
  const {profile, api_key, second_api_key} = settings;
  const guideUrl = `${url}${GUIDE_PREFIX}`;
  const userApiUrl = `${url}${USER_API_PREFIX}`;
  const auth = settings.auth === 'ug_api_key' ? 'ug_api_key' : 'bearer';
  const guideConfig = {api_key, base_url: guideUrl, auth};
  const userApiConfig = {
    api_key,
    base_url: userApiUrl,
    api_profile: 'user_api',
    auth: settings.auth === 'bearer' ? 'bearer' : 'ug_api_key',
    paths: {
      upsert: settings.upsert_path,
      update: settings.update_path,
      list: settings.list_path,
    },
    body_style: settings.body_style,
  };
  return {
    baseUrl: profile === 'user_api' ? userApiUrl : guideUrl,
    otherUrls: {user_api: userApiUrl},
    credentials: {api_key, second_api_key},
    destinationConfig: profile === 'user_api' ? userApiConfig : guideConfig,
  };
}

function dump({workspace, keys}: UserguidingState): Record<string, readonly Fields[]> {
  return {
    users: workspace.profiles().map((profile) => ({
      ...profile,
      companyId: profile.companyIds.at(-1) ?? null,
    })),
    companies: workspace.companies().map((company) => ({...company})),
    counters: keys.counters().map((row) => ({...row})),
  };
}
