import type {Sweep, SweepPage} from '../../read/reader';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {loadResource} from '../../resources/load-resource';
import {protectReaders} from '../shared/protect-readers';
import {listResources, type Listing} from './list-resources';
import {availableStreams, checkScim} from './probe';
import {groups, users, type ResourceKind} from './resource-kinds';
import {openScimService, type ScimService} from './service';
import {accountOf, readScimSettings} from './settings';

/** SCIM 2.0 services as a source: users and groups of one vendor for each entry of the section. */
export const scimSource: SourceVendor = {
  name: 'scim',
  nameEntry: accountOf,
  open: (entry, kit): OpenSource => {
    const settings = readScimSettings(entry);
    const {account, profile, pii} = settings;
    const service = openScimService(settings, kit);
    const kinds = profile.mayHaveGroups ? [users, groups] : [users];
    const piiColumns = Object.fromEntries(
      kinds.map((kind) => [`${account}_${kind.what}`, kind.pii]),
    );
    return {
      vendor: account,
      readers: protectReaders(
        kinds.map((kind) => sweep(service, kind)),
        pii,
        piiColumns,
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
  const name = `${service.account}_${kind.what}`;
  return {
    kind: 'sweep',
    streams: [{name, schema: loadResource(kind.schema), primaryKey: ['id']}],
    pages: (_selected, {signal}) => rowPages(name, {service, kind, signal}),
  };
}

async function* rowPages(name: string, listing: Listing): AsyncGenerator<SweepPage> {
  const {toRow} = listing.kind;
  for await (const resources of listResources(listing)) {
    yield new Map([[name, resources.map(toRow)]]);
  }
}
