import type {JsonObject} from '../../../src/core/json';

/** A connection as the platform keeps it: two connectors and what was selected between them. */
export interface Connection {
  readonly source: Connector;
  readonly destination: Connector & {
    /**
     * True for a connector of the registry, false for a custom image: then catalogs carry no
     * generations, and the destination is told nothing about which streams were completed.
     */
    readonly supportsRefreshes: boolean;
  };
  readonly streams: readonly SelectedStream[];
  /** Put before the name of each stream on its way to the destination. */
  readonly prefix?: string;
  readonly namespace?: NamespaceRule;
}

/** A program with its configuration. */
export interface Connector {
  /** What an image has in AIRBYTE_ENTRYPOINT: a command line of absolute paths. */
  readonly entrypoint: string;
  readonly config: JsonObject;
}

/** Which namespace streams have at the destination; without a rule, that of the source. */
export type NamespaceRule =
  {readonly type: 'destination'} | {readonly type: 'custom'; readonly format: string};

/** A stream of the discovered catalog with the user's choices. */
export interface SelectedStream {
  /** As `discover` printed it. */
  readonly stream: JsonObject;
  readonly syncMode: 'full_refresh' | 'incremental';
  readonly destinationSyncMode:
    'append' | 'append_dedup' | 'overwrite' | 'overwrite_dedup' | 'update' | 'soft_delete';
  /** Top-level columns that are selected; default: all. */
  readonly fields?: readonly string[];
  /** Default: the source's own. With data activation: the matching key. */
  readonly primaryKey?: readonly string[];
  /** Data activation: the object to write to. */
  readonly destinationObjectName?: string;
  /** Default: 1. A refresh makes it one more. */
  readonly generation?: number;
  /** A refresh that truncates, or a clear: data of earlier generations are to go. */
  readonly truncates?: boolean;
}

/** Name and namespace of a stream; null as the platform writes it. */
export interface StreamName {
  readonly name: string;
  readonly namespace: string | null;
}

/** One text per stream. */
export function streamKey({name, namespace}: StreamName): string {
  return JSON.stringify([namespace, name]);
}

/** Name and namespace out of a discovered stream, a record or a descriptor. */
export function streamNameOf(holder: JsonObject, member = 'name'): StreamName {
  const {namespace, [member]: name} = holder;
  return {
    name: typeof name === 'string' ? name : '',
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : null,
  };
}
