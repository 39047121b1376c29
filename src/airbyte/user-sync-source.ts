import {answerInTime, type AnswerDeadline} from '../accounts/answer-deadline';
import {openSources} from '../accounts/open-ends';
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
import type {DiscoveredStream} from '../read/describe-stream';
import {discoverStreams} from '../read/discover-streams';
import {createRateLimitRelay, type RateLimitRelay} from '../read/rate-limit-relay';
import type {OpenSource, SourceVendor} from '../read/source-vendor';
import {documentationUrlOf} from '../resources/load-resource';
import type {ConfiguredCatalog} from './configured-catalog';
import {connectionStatus, runChecks} from './connection-status';
import type {InputStates} from './input-states';
import {messagesOf} from './message-channel';
import type {MessageWriter} from './message-writer';
import {toCdkCatalog, toCdkSpec, type CatalogStream} from './protocol';
import {readToMessages} from './read-to-messages';
import {createSectionKeeper} from './section-keeper';
import {warnOfUnanswered} from './unanswered-questions';

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

  /** Tries every configured vendor; all failures in one answer, in time. */
  override check(config: JsonObject): Promise<AirbyteConnectionStatusMessage> {
    return this.inTime(async (deadline) => {
      const sources = this.open(config, createRateLimitRelay(), deadline);
      const checks = sources.map((source) => () => deadline.orLate(source.vendor, source.check()));
      return connectionStatus(await runChecks(checks));
    });
  }

  /**
   * The streams of the configured vendors, without those that these accounts do not have. What could
   * not be asked is named in a warning; only when nothing can be listed does the command fail.
   */
  override discover(config: JsonObject): Promise<AirbyteCatalogMessage> {
    return this.inTime(async (deadline) => {
      const sources = this.open(config, createRateLimitRelay(), deadline);
      const asked = sources.map((source) => ({
        ...source,
        available: () => deadline.orLate(source.vendor, source.available()),
      }));
      const discovery = await discoverStreams(asked);
      warnOfUnanswered(discovery, this.parts.kit.log);
      return toCdkCatalog(discovery.streams.map(catalogStream));
    });
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
    deadline?: AnswerDeadline,
  ): readonly OpenSource[] {
    const {kit, writer, spec, vendors} = this.parts;
    return openSources(vendors, {
      config,
      schema: configSchemaOf(spec),
      keeper: createSectionKeeper(writer, kit.clock),
      relay: rateLimits,
      kit,
      ...(deadline && {deadline}),
    });
  }

  private inTime<Answer>(work: (deadline: AnswerDeadline) => Promise<Answer>): Promise<Answer> {
    return answerInTime(this.parts.kit, work);
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
