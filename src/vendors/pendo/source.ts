import type {JsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import {streamColumns, type StreamColumns} from '../../read/columns/stream-columns';
import {createKeysetReader, type KeysetFetch} from '../../read/keyset/keyset-sweep';
import {streamsOf, type ReaderStream} from '../../read/describe-stream';
import type {CursorReader, Reader, Row} from '../../read/reader';
import type {OpenSource, SourceVendor} from '../../read/source-vendor';
import {loadResource} from '../../resources/load-resource';
import {protectReaders} from '../shared/protect-readers';
import {toAccountRow} from './account-row';
import {availableStreams} from './available-streams';
import {checkSource} from './check-access';
import {connectPendo, type PendoClient} from './connect';
import {createFetchRows, type FetchRows} from './fetch-rows';
import {idFields, type PendoKind} from './kind';
import {metadataFieldsReader} from './metadata-fields';
import {readPendoSourceSettings, type PendoSourceSettings} from './settings';
import {usersReader} from './users';
import {toVisitorRow} from './visitor-row';
import {writtenRows} from './written-rows';

/** Pendo as a source: visitors and accounts, their fields, and Pendo's own users. */
export const pendoSource: SourceVendor = {
  name: 'pendo',
  open: (section, kit): OpenSource => {
    const settings = readPendoSourceSettings(section);
    const client = connectPendo(settings, kit, kit.onRateLimited);
    const parts = {settings, client, kit};
    const readers: readonly Reader[] = [
      reader(parts, visitors),
      reader(parts, accounts),
      usersReader(client),
      metadataFieldsReader(client),
    ];
    return {
      vendor: 'pendo',
      readers: protectReaders(readers, settings.pii),
      available: () => availableStreams(client, readers.flatMap(streamsOf).map(nameOf), kit),
      check: () => checkSource(client, kit.signal),
      // No call says which subscription a key belongs to.
      account: () => Promise.resolve({ids: [], address: settings.baseUrl}),
      traffic: () => client.traffic(),
    };
  },
};

/** A kind of records as a stream. */
interface KindStream {
  readonly name: string;
  readonly kind: PendoKind;
  readonly toRow: (record: JsonObject, columns: StreamColumns) => Row;
  /** Columns that `toRow` makes of metadata alone. */
  readonly derived: readonly string[];
}

const visitors: KindStream = {
  ...{name: 'pendo_visitors', kind: 'visitor', toRow: toVisitorRow},
  derived: ['lastVisit', 'firstVisit', 'email'],
};
const accounts: KindStream = {
  ...{name: 'pendo_accounts', kind: 'account', toRow: toAccountRow},
  derived: ['lastVisit', 'firstVisit', 'name'],
};

/** Pendo can filter by time of change, which metadata-only changes move too. */
function reader(
  {
    settings,
    client,
    kit,
  }: {
    readonly settings: PendoSourceSettings;
    readonly client: PendoClient;
    readonly kit: Pick<Kit, 'log' | 'clock'>;
  },
  stream: KindStream,
): CursorReader {
  const {name, kind, toRow, derived} = stream;
  const idField = idFields[kind];
  const columns = streamColumns(name, loadResource(`schemas/${name}.json`));
  const fetchRows = createFetchRows({
    client,
    kind,
    identifiedOnly: !settings.includeAnonymous,
    allApps: settings.allApps,
    toRow: (record) => toRow(record, columns),
    list: writtenRows(kind, columns),
    ...{log: kit.log, clock: kit.clock},
  });
  return createKeysetReader({
    stream: {
      ...columns,
      cursorField: 'lastUpdatedAt',
      shows: {
        ...{column: 'metadata', derived},
        ...{changedAt: 'lastUpdatedAt', changedAtFrom: ['auto', 'lastupdated']},
      },
    },
    pageSize: settings.pageSize,
    keyOf: ({[idField]: id}) => (typeof id === 'string' ? id : undefined),
    cursorOf: ({lastUpdatedAt}) => (typeof lastUpdatedAt === 'number' ? lastUpdatedAt : undefined),
    fetch: fetchesOf(fetchRows),
    lookbackMs: settings.lookbackMs,
    fullListingEveryMs: settings.fullListingEveryMs,
  });
}

function nameOf({stream}: ReaderStream): string {
  return stream.name;
}

function fetchesOf(fetchRows: FetchRows): KeysetFetch {
  return {
    // Every id is behind the empty text.
    listing: ({afterKey, throughKey, limit, signal}) =>
      fetchRows({type: 'listing', afterKey: afterKey ?? '', throughKey}, limit, signal),
    last: ({limit, signal}) => fetchRows({type: 'last'}, limit, signal),
    window: ({from, to, limit, signal}) => fetchRows({type: 'window', from, to}, limit, signal),
    tie: ({at, afterKey, limit, signal}) => fetchRows({type: 'tie', at, afterKey}, limit, signal),
  };
}
