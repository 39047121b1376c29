import {configSchemaOf} from '../config/assemble-spec';
import {publishSpec} from '../config/publish-spec';
import type {
  AirbyteCatalogMessage,
  AirbyteConfig,
  AirbyteConnectionStatusMessage,
  AirbyteMessage,
  AirbyteSpec,
} from 'faros-airbyte-cdk/lib/protocol';
import {AirbyteSource} from 'faros-airbyte-cdk/lib/sources/source';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import {discoveredStreams, type DiscoveredStream} from '../read/describe-stream';
import {createRateLimitRelay, type RateLimitRelay} from '../read/rate-limit-relay';
import type {OpenSource, SourceVendor} from '../read/source-vendor';
import {documentationUrlOf} from '../resources/load-resource';
import {allOf} from './combine-failures';
import {createSectionSaver} from './config-saver';
import type {ConfiguredCatalog} from './configured-catalog';
import {openConfigured} from './configured-sections';
import {CHECK_PATIENCE, connectionStatus, runChecks} from './connection-status';
import type {InputStates} from './input-states';
import {messagesOf} from './message-channel';
import type {MessageWriter} from './message-writer';
import {toCdkCatalog, toCdkSpec, type CatalogStream} from './protocol';
import {readToMessages} from './read-to-messages';

/** What the source is built from. */
export interface SourceParts {
  readonly vendors: readonly SourceVendor[];
  /** The connector specification. */
  readonly spec: JsonObject;
  readonly kit: Kit;
  readonly writer: MessageWriter;
}

/** The source as the CDK knows it; configurations it is given are checked already. */
export class UserSyncSource extends AirbyteSource<AirbyteConfig> {
  constructor(private readonly parts: SourceParts) {
    super();
  }

  /** The specification, ours only, in the shape that a form can save. */
  override spec(): Promise<AirbyteSpec> {
    return Promise.resolve(toCdkSpec(publishSpec(this.parts.spec, documentationUrlOf('source'))));
  }

  /** Tries every configured vendor; all failures in one answer. */
  override async check(config: JsonObject): Promise<AirbyteConnectionStatusMessage> {
    const sources = this.open(config, createRateLimitRelay(), CHECK_PATIENCE);
    return connectionStatus(await runChecks(sources.map((source) => () => source.check())));
  }

  /** The streams of the configured vendors that these accounts really have. */
  override async discover(config: JsonObject): Promise<AirbyteCatalogMessage> {
    const sources = this.open(config, createRateLimitRelay());
    const streams = await allOf(sources.map((source) => discoveredStreams([source])));
    return toCdkCatalog(streams.flat().map(catalogStream));
  }

  /** Reads the selected streams; one that fails shows as an ERROR trace, the others are read. */
  override read(
    config: JsonObject,
    _redactedConfig: JsonObject,
    catalog: ConfiguredCatalog,
    states: InputStates,
  ): AsyncGenerator<AirbyteMessage> {
    const share = config['deletion_share_max'];
    return messagesOf(async (emit) => {
      const rateLimits = createRateLimitRelay();
      await readToMessages({
        sources: this.open(config, rateLimits),
        streams: catalog.streams,
        states,
        rateLimits,
        deletionShareMax: typeof share === 'number' ? share : undefined,
        kit: this.parts.kit,
        emit,
      });
    });
  }

  private open(
    config: JsonObject,
    rateLimits: RateLimitRelay,
    patience: Pick<Kit, 'retriesMax'> = {},
  ): readonly OpenSource[] {
    const {kit, writer, spec, vendors} = this.parts;
    const saverOf = createSectionSaver({config, schema: configSchemaOf(spec), writer, kit});
    return openConfigured(vendors, config, (place) => ({
      ...kit,
      ...patience,
      saveSection: saverOf(place),
      onRateLimited: rateLimits.of(place.account),
    }));
  }
}

function catalogStream(stream: DiscoveredStream): CatalogStream {
  const incremental = stream.cursorField.length > 0;
  return {
    name: stream.name,
    json_schema: stream.jsonSchema,
    supported_sync_modes: incremental ? ['full_refresh', 'incremental'] : ['full_refresh'],
    ...(incremental && {source_defined_cursor: true, default_cursor_field: stream.cursorField}),
    source_defined_primary_key: stream.primaryKey,
    is_resumable: stream.isResumable,
  };
}
