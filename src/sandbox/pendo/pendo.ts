import {jsonAnswer} from '../answer';
import type {Fields} from '../shared/parse-json';
import type {Route, SandboxVendor} from '../vendor-part';
import {aggregationRoutes} from './aggregation/aggregation-routes';
import {createPendoChanger} from './change-pendo';
import {deleteRoutes} from './delete-routes';
import {guardRoutes} from './guard';
import {guideRoutes, teamUsers} from './guide-routes';
import {pageLoadRoute} from './page-loads';
import {KINDS} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import {createPendoState} from './pendo-state';
import type {PendoState} from './pendo-state';
import {recordRoutes} from './record-routes';
import {schemaRoutes} from './schema-routes';
import {valueRoutes} from './value-routes';

/** Pendo: visitors, accounts and their metadata, as vendor and guide describe them. */
export const pendo: SandboxVendor = {
  name: 'pendo',
  create: (options) => {
    const state = createPendoState(options);
    return {
      routes: [...guardRoutes(state, routesOf(state)), pageLoadRoute(state)],
      refuse: () => jsonAnswer(404, {error: 'no such route'}),
      errorBody: (status) => ({error: `error ${status}`}),
      info: (url) => {
        const {integration_key, read_only_key} = state.settings;
        const baseUrl = `${url}/api/v1`;
        const config = {integration_key, region: 'us', base_url: baseUrl};
        return {
          baseUrl,
          otherUrls: {page_load: `${url}/data/pageload`},
          credentials: {integration_key, read_only_key},
          sourceConfig: config,
          destinationConfig: config,
        };
      },
      change: createPendoChanger(state),
      dump: () => dump(state),
    };
  },
};

/** A profile lacks the other's routes: they answer 404. */
function routesOf(state: PendoState): readonly Route[] {
  const {profile} = state.settings;
  const documented = [...schemaRoutes(state), ...valueRoutes(state), ...deleteRoutes(state)];
  const tokenCheck: Route = {
    method: 'GET',
    path: '/api/v1/token/verify',
    handle: ({headers}) => {
      const key = headers['x-pendo-integration-key'];
      return jsonAnswer(200, {valid: true, writeAccess: key === state.settings.integration_key});
    },
  };
  return [
    ...aggregationRoutes(state),
    ...recordRoutes(state),
    ...(profile === 'guide' ? [] : [...documented, tokenCheck]),
    ...(profile === 'documented' ? [] : guideRoutes(state)),
  ];
}

function dump(state: PendoState): Record<string, readonly Fields[]> {
  state.jobs.settle();
  return {
    visitors: listAll(state, 'visitor'),
    accounts: listAll(state, 'account'),
    users: teamUsers(state),
    metadata_fields: KINDS.flatMap((kind) =>
      Object.entries(state.schema[kind]).flatMap(([group, fields]) =>
        Object.entries(fields).map(([name, field]) => ({kind, group, name, ...field})),
      ),
    ),
    delete_jobs: state.jobs.list().map((job) => ({...job})),
  };
}

function listAll(state: PendoState, kind: Kind): readonly Fields[] {
  const store = state.stores[kind];
  return Array.from(store.byId(), (row) => store.record(row));
}
