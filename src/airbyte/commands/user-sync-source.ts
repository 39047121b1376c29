import type {
  AirbyteCatalogMessage,
  AirbyteConfig,
  AirbyteConnectionStatusMessage,
  AirbyteMessage,
  AirbyteSpec,
} from 'faros-airbyte-cdk/lib/protocol';
import {AirbyteSource} from 'faros-airbyte-cdk/lib/sources/source';
import {publishSpec} from '../../config/publish-spec';
import type {JsonObject} from '../../core/json';
import {documentationUrlOf} from '../../resources/load-resource';
import type {ConfiguredCatalog} from '../input/configured-catalog';
import type {InputStates} from '../input/saved-states';
import {cdkCatalog, cdkSpec, cdkStatus} from '../protocol/cdk-messages';
import type {SendMessage} from '../protocol/messages';
import type {SourceParts} from './connector-parts';
import {messagesOf} from './message-generator';
import type {SourceRead} from './read-source';

/** The source as the CDK knows it; configurations it is given are checked already. */
export class UserSyncSource extends AirbyteSource<AirbyteConfig> {
  readonly #parts: SourceParts;

  constructor(parts: SourceParts) {
    super();
    this.#parts = parts;
  }

  /** The specification, ours only, in the shape that a form can save. */
  override spec(): Promise<AirbyteSpec> {
    const spec = publishSpec(this.#parts.spec(), documentationUrlOf('source'));
    return Promise.resolve(cdkSpec({spec, type: 'SPEC'}));
  }

  /** Tries every configured vendor; all failures in one answer, in time. */
  override async check(config: JsonObject): Promise<AirbyteConnectionStatusMessage> {
    const {checkSource} = await import('./check-source');
    return cdkStatus(await checkSource(this.#parts, config));
  }

  /** The streams of the configured vendors, without those that these accounts do not have. */
  override async discover(config: JsonObject): Promise<AirbyteCatalogMessage> {
    const {discoverSource} = await import('./discover-source');
    return cdkCatalog({
      catalog: {streams: await discoverSource(this.#parts, config)},
      type: 'CATALOG',
    });
  }

  /** As `readInto`, for a caller who pulls. */
  override read(
    config: JsonObject,
    _redactedConfig: JsonObject,
    {streams}: ConfiguredCatalog,
    states: InputStates,
  ): AsyncGenerator<AirbyteMessage> {
    return messagesOf((send) => this.readInto({config, streams, states}, send));
  }

  /** Reads the selected streams; one that fails shows as an ERROR trace, the others are read. */
  async readInto(read: SourceRead, send: SendMessage): Promise<void> {
    const {readSource} = await import('./read-source');
    await readSource(this.#parts, read, send);
  }
}
