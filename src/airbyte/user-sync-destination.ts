import {answerInTime, type AnswerDeadline} from '../accounts/answer-deadline';
import {combineFailures} from '../core/combine-failures';
import {openDestinations} from '../accounts/open-ends';
import {configSchemaOf} from '../config/assemble-spec';
import {publishSpec} from '../config/publish-spec';
import {AirbyteDestination} from 'faros-airbyte-cdk/lib/destinations/destination';
import type {
  AirbyteConfig,
  AirbyteConnectionStatusMessage,
  AirbyteSpec,
  AirbyteStateMessage,
} from 'faros-airbyte-cdk/lib/protocol';
import {toFailure, type Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {DestinationVendor} from '../write/object-writer';
import {documentationUrlOf} from '../resources/load-resource';
import type {ConfiguredCatalog} from './configured-catalog';
import {connectionStatus, runChecks} from './connection-status';
import {destinationOperations} from './destination-operations';
import {checkMappings} from './mappings-of';
import {messagesOf} from './message-channel';
import type {MessageWriter} from './message-writer';
import {objectsOf, type OpenDestinations, type OpenObject} from './open-objects';
import {toCdkSpec, type DestinationOperation} from './protocol';
import {createSectionKeeper} from './section-keeper';
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

  /** Tries every configured vendor and the mappings; all failures in one answer, in time. */
  override check(config: JsonObject): Promise<AirbyteConnectionStatusMessage> {
    return this.inTime(async (deadline) => {
      const {destinations, objects} = this.open(config, deadline);
      const checks = destinations.map((one) => () => deadline.orLate(one.vendor, one.check()));
      const mappings = (): Promise<readonly Failure[]> => {
        checkMappings(config, objects);
        return Promise.resolve([]);
      };
      return connectionStatus(await runChecks([...checks, mappings]));
    });
  }

  /**
   * What can be done with which object, for data activation; the CDK knows no such command. An object
   * that cannot be described is named in a warning; only when none can be does the command fail.
   */
  discover(config: JsonObject): Promise<readonly DestinationOperation[]> {
    return this.inTime(async (deadline) => {
      const {objects} = this.open(config, deadline);
      const asked = objects.map(async ({description, destination}) => {
        const schema = destination.schemaOf(description.name);
        return destinationOperations(
          description,
          await deadline.orLate(destination.vendor, schema),
        );
      });
      return this.describable(objects, await Promise.allSettled(asked));
    });
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

  private describable(
    objects: readonly OpenObject[],
    answers: readonly PromiseSettledResult<readonly DestinationOperation[]>[],
  ): readonly DestinationOperation[] {
    const failures = answers.map((answer) =>
      answer.status === 'rejected' ? toFailure(answer.reason) : undefined,
    );
    const found = failures.filter((failure) => failure !== undefined);
    if (found.length > 0 && found.length === objects.length) throw combineFailures(found);
    for (const [index, {description}] of objects.entries()) {
      const failure = failures[index];
      if (failure)
        this.parts.kit.log('WARN', `Not listed: ${description.name}. ${failure.message}`);
    }
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  }

  private open(config: JsonObject, deadline?: AnswerDeadline): OpenDestinations {
    const {kit, writer, spec, vendors} = this.parts;
    const opened = openDestinations(vendors, {
      config,
      schema: configSchemaOf(spec),
      keeper: createSectionKeeper(writer, kit.clock),
      kit,
      ...(deadline && {deadline}),
    });
    return objectsOf(opened);
  }

  private inTime<Answer>(work: (deadline: AnswerDeadline) => Promise<Answer>): Promise<Answer> {
    return answerInTime(this.parts.kit, work);
  }
}
