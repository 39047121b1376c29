import {AirbyteDestination} from 'faros-airbyte-cdk/lib/destinations/destination';
import type {
  AirbyteConfig,
  AirbyteConnectionStatusMessage,
  AirbyteSpec,
  AirbyteStateMessage,
} from 'faros-airbyte-cdk/lib/protocol';
import {publishSpec} from '../../config/publish-spec';
import type {JsonObject} from '../../core/json';
import {documentationUrlOf} from '../../resources/load-resource';
import type {ConfiguredCatalog} from '../input/configured-catalog';
import {cdkSpec, cdkStatus} from '../protocol/cdk-messages';
import type {SendMessage} from '../protocol/messages';
import type {DestinationParts} from './connector-parts';
import {messagesOf} from './message-generator';
import type {DestinationWrite} from './write-destination';

/** The parameters that the CDK gives to `write`. */
type WriteArguments = [
  config: JsonObject,
  redactedConfig: JsonObject,
  catalog: ConfiguredCatalog,
  input: AsyncIterable<Buffer | string>,
  dryRun: boolean,
];

/** The destination as the CDK knows it; configurations it is given are checked already. */
export class UserSyncDestination extends AirbyteDestination<AirbyteConfig> {
  readonly #parts: DestinationParts;

  constructor(parts: DestinationParts) {
    super();
    this.#parts = parts;
  }

  /** The specification, ours only, in the shape that a form can save. */
  override spec(): Promise<AirbyteSpec> {
    const spec = publishSpec(this.#parts.spec(), documentationUrlOf('destination'));
    return Promise.resolve(cdkSpec({spec, type: 'SPEC'}));
  }

  /** Tries every configured vendor and the mappings; all failures in one answer, in time. */
  override async check(config: JsonObject): Promise<AirbyteConnectionStatusMessage> {
    const {checkDestination} = await import('./check-destination');
    return cdkStatus(await checkDestination(this.#parts, config));
  }

  /** As `writeInto`, for a caller who pulls. */
  override write(
    ...[config, , {streams}, input, dryRun]: WriteArguments
  ): AsyncGenerator<AirbyteStateMessage> {
    const messages = messagesOf((send) => this.writeInto({config, streams, input, dryRun}, send));
    // States, and the LOG messages of a dry run; the CDK passes on what is yielded.
    return messages as unknown as AsyncGenerator<AirbyteStateMessage>;
  }

  /** Writes the input's records; sends each state once the records before it are settled. */
  async writeInto(write: DestinationWrite, send: SendMessage): Promise<void> {
    const {writeDestination} = await import('./write-destination');
    await writeDestination(this.#parts, write, send);
  }
}
