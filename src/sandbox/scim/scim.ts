import type {SandboxVendorInfo} from '../sandbox';
import type {Fields} from '../shared/parse-json';
import type {SandboxVendor} from '../vendor-part';
import {answerMaker, errorBody} from './answers';
import {createDirectoryChanger} from './change-directory';
import {createDirectory, type Directory} from './directory';
import {createService, guardRoutes, servicePath} from './guard';
import {scimHelp} from './help';
import {serviceRoutes} from './service-routes';
import {SERVICE_NAMES} from './services';
import {readScimSettings, type ScimSettings} from './settings';

const NAME = 'scim';

/** The SCIM services of four vendors, each below a path of its own: `/scim/pendo/v2/Users`. */
export const scim: SandboxVendor = {
  name: NAME,
  help: scimHelp(),
  create: ({settings: given, seed, people, now, dataEndMs, origin}) => {
    const settings = readScimSettings(given);
    const directories = SERVICE_NAMES.map((name) => {
      const address = (): string => `${origin()}/${NAME}${servicePath(name)}`;
      return createDirectory({name, settings, seed, people, now, dataEndMs, address});
    });
    return {
      routes: directories.flatMap((directory) => {
        const service = createService(settings, directory);
        return guardRoutes(service, serviceRoutes(service));
      }),
      refuse: (status) => answerMaker(settings.media_type)(status, refusalBody(status)),
      errorBody: (status) => errorBody(status, `Error ${status}`),
      info: (url) => describe(settings, url),
      change: createDirectoryChanger(directories, seed),
      dump: () => Object.fromEntries(directories.flatMap(dump)),
    };
  },
};

function refusalBody(status: 404 | 405): unknown {
  return status === 404
    ? errorBody(status, 'Specified endpoint does not exist.')
    : errorBody(status, 'The endpoint does not have this method.');
}

function describe(settings: ScimSettings, url: string): SandboxVendorInfo {
  const services = SERVICE_NAMES.map((name) => ({
    vendor: name,
    token: settings[`${name}_token`],
    base_url: `${url}${servicePath(name)}`,
  }));
  return {
    baseUrl: url,
    otherUrls: Object.fromEntries(services.map(({vendor, base_url}) => [vendor, base_url])),
    credentials: {
      ...Object.fromEntries(services.map(({vendor, token}) => [`${vendor}_token`, token])),
      pagerduty_api_key: settings.pagerduty_api_key,
    },
    sourceEntries: services,
    destinationEntries: services,
  };
}

/** What the services list; empty where the profile has no such list. */
function dump(directory: Directory): readonly (readonly [string, readonly Fields[]])[] {
  const {name, traits, users, groups} = directory;
  const isRead = traits.kind === 'full';
  return [
    [`${name}_users`, isRead ? [...users.store.all()].map(users.show) : []],
    [`${name}_groups`, isRead && traits.hasGroups ? [...groups.store.all()].map(groups.show) : []],
  ];
}
