import type {StreamColumns} from '../../read/columns/stream-columns';
import type {Sweep, SweepPage} from '../../read/reader';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {protectReaders} from '../shared/protect-readers';
import {listResources, type Listing} from './list-resources';
import {availableStreams, checkScim} from './probe';
import {groups, resourceColumns, users, type ResourceKind} from './resource-kinds';
import {profiles} from './profiles';
import {openScimService, type ScimService} from './service';
import {accountOf, readScimSettings} from './settings';

/** SCIM 2.0 services as a source: users and groups of one vendor for each entry of the section. */
export const scimSource: SourceVendor = {
  name: 'scim',
  nameEntry: accountOf,
  entrySections: Object.keys(profiles).map((vendor) => ({
    name: accountOf({vendor}),
    fixed: {vendor},
  })),
  open: (entry, kit): OpenSource => {
    const settings = readScimSettings(entry);
    const {account, profile, pii} = settings;
    const service = openScimService(settings, kit);
    const kinds = profile.mayHaveGroups ? [users, groups] : [users];
    return {
      vendor: account,
      readers: protectReaders(
        kinds.map((kind) => sweep(service, kind)),
        pii,
      ),
      available: () => availableStreams(service),
      check: () => checkScim(service),
      // No attribute of a service says whose it is.
      account: () => Promise.resolve({ids: [], address: settings.baseUrl}),
      traffic: () => service.traffic(),
    };
  },
};

/** No service can be asked for changes only, so its lists are read whole. */
function sweep(service: ScimService, kind: ResourceKind): Sweep {
  const columns = resourceColumns(`${service.account}_${kind.what}`, kind);
  return {
    kind: 'sweep',
    streams: [columns],
    pages: (_selected, {signal}) => rowPages(columns, {service, kind, signal}),
  };
}

async function* rowPages(columns: StreamColumns, listing: Listing): AsyncGenerator<SweepPage> {
  for await (const resources of listResources(listing)) {
    yield new Map([[columns.name, resources.map(columns.toRow)]]);
  }
}
