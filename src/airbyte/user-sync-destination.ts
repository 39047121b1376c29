import {configSchemaOf} from '../config/assemble-spec';
import {publishSpec} from '../config/publish-spec';
import {AirbyteDestination} from 'faros-airbyte-cdk/lib/destinations/destination';
import type {
  AirbyteConfig,
  AirbyteConnectionStatusMessage,
  AirbyteSpec,
  AirbyteStateMessage,
} from 'faros-airbyte-cdk/lib/protocol';
import type {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {DestinationVendor} from '../write/object-writer';
import {documentationUrlOf} from '../resources/load-resource';
import {allOf} from './combine-failures';
import {createSectionSaver} from './config-saver';
import type {ConfiguredCatalog} from './configured-catalog';
import {CHECK_PATIENCE, connectionStatus, runChecks} from './connection-status';
import {destinationOperations} from './destination-operations';
import {checkMappings} from './mappings-of';
import {messagesOf} from './message-channel';
import type {MessageWriter} from './message-writer';
import {openObjects, type OpenDestinations} from './open-objects';
import {toCdkSpec, type DestinationOperation} from './protocol';
import {writeFromInput} from './write-from-input';

/** What the destination is built from. */
export interface DestinationParts {
  readonly vendors: readonly DestinationVendor[];
  /** The connector specification. */
  readonly spec: JsonObject;
  readonly kit: Kit;
  readonly writer: MessageWriter;
}

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
  constructor(private readonly parts: DestinationParts) {
    super();
  }

  /** The specification, ours only, in the shape that a form can save. */
  override spec(): Promise<AirbyteSpec> {
    return Promise.resolve(
      toCdkSpec(publishSpec(this.parts.spec, documentationUrlOf('destination'))),
    );
  }

  /** Tries every configured vendor and the mappings; all failures in one answer. */
  override async check(config: JsonObject): Promise<AirbyteConnectionStatusMessage> {
    const {destinations, objects} = this.open(config, CHECK_PATIENCE);
    const checks = destinations.map((one) => () => one.check());
    const mappings = (): Promise<readonly Failure[]> => {
      checkMappings(config, objects);
      return Promise.resolve([]);
    };
    return connectionStatus(await runChecks([...checks, mappings]));
  }

  /** What can be done with which object, for data activation; the CDK knows no such command. */
  async discover(config: JsonObject): Promise<readonly DestinationOperation[]> {
    const {objects} = this.open(config);
    const operations = await allOf(
      objects.map(async ({description, destination}) =>
        destinationOperations(description, await destination.schemaOf(description.name)),
      ),
    );
    return operations.flat();
  }

  /** Writes the input's records; yields each state once the records before it are settled. */
  override write(
    ...[config, , catalog, input, dryRun]: WriteArguments
  ): AsyncGenerator<AirbyteStateMessage> {
    const messages = messagesOf((emit) =>
      writeFromInput({
        open: this.open(config),
        config,
        streams: catalog.streams,
        input,
        dryRun: dryRun || config['dry_run'] === true,
        kit: this.parts.kit,
        emit,
      }),
    );
    // States are echoed as text, and a dry run logs its plan; the CDK passes on what is yielded.
    return messages as unknown as AsyncGenerator<AirbyteStateMessage>;
  }

  private open(config: JsonObject, patience: Pick<Kit, 'retriesMax'> = {}): OpenDestinations {
    const {kit, writer, spec, vendors} = this.parts;
    const saverOf = createSectionSaver({config, schema: configSchemaOf(spec), writer, kit});
    return openObjects(vendors, config, (place) => ({
      ...kit,
      ...patience,
      saveSection: saverOf(place),
    }));
  }
}
