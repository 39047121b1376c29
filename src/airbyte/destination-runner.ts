import {Command} from 'commander';
import {AirbyteDestinationRunner} from 'faros-airbyte-cdk/lib/destinations/destination-runner';
import type {AirbyteConfig} from 'faros-airbyte-cdk/lib/protocol';
import type {JsonObject} from '../core/json';
import {packageVersion} from '../resources/load-resource';
import {checkCommandStatus} from './check-command';
import {flawless, loadCatalog} from './configured-catalog';
import {loadConfig} from './load-config';
import {UserSyncDestination, type DestinationParts} from './user-sync-destination';

/** What the destination's commands need. */
export interface DestinationRunnerParts extends DestinationParts {
  /** Opens the messages to be written: the process's stdin. */
  readonly openInput: () => AsyncIterable<Buffer | string>;
}

/** Options of `write` as commander gives them. */
interface WriteOptions {
  readonly config: string;
  readonly catalog: string;
  readonly dryRun: boolean;
}

/**
 * The destination's commands. Every command of the CDK's runner is replaced: those load files as
 * JavaScript modules, fill in defaults of variants that were not chosen, and log configurations.
 */
export class DestinationRunner extends AirbyteDestinationRunner<AirbyteConfig> {
  private readonly userSync: UserSyncDestination;

  constructor(private readonly parts: DestinationRunnerParts) {
    const destination = new UserSyncDestination(parts);
    super(parts.writer, destination);
    this.userSync = destination;
  }

  override mainCommand(): Command {
    return new Command()
      .name('destination-user-sync')
      .description('Writes warehouse records into SaaS tools, as an Airbyte destination.')
      .version(packageVersion())
      .addCommand(this.specCommand())
      .addCommand(this.checkCommand())
      .addCommand(this.discoverCommand())
      .addCommand(this.writeCommand());
  }

  override specCommand(): Command {
    return new Command('spec')
      .description('print the specification of the configuration')
      .action(async () => {
        await this.parts.writer.write(await this.userSync.spec());
      });
  }

  override checkCommand(): Command {
    return new Command('check')
      .description('try the configured credentials')
      .requiredOption('--config <file>', 'configuration, JSON')
      .action(async ({config}: {config: string}) => {
        const status = await checkCommandStatus(
          () => this.load(config),
          (checked) => this.userSync.check(checked),
        );
        await this.parts.writer.write(status);
      });
  }

  /** Lists objects and operations; the CDK's runner lacks the command. */
  discoverCommand(): Command {
    return new Command('discover')
      .description('list the objects that can be written')
      .requiredOption('--config <file>', 'configuration, JSON')
      .action(async ({config}: {config: string}) => {
        const operations = await this.userSync.discover(this.load(config));
        const message = {type: 'DESTINATION_CATALOG', destination_catalog: {operations}} as const;
        await this.parts.writer.send(message);
      });
  }

  override writeCommand(): Command {
    return new Command('write')
      .description('write the records of the input')
      .requiredOption('--config <file>', 'configuration, JSON')
      .requiredOption('--catalog <file>', 'configured catalog, JSON')
      .option('--dry-run', 'dry run: log what would be written, write nothing', false)
      .action(async (options: WriteOptions) => {
        const config = this.load(options.config);
        const catalog = flawless(loadCatalog(options.catalog));
        const input = this.parts.openInput();
        const messages = this.userSync.write(config, {}, catalog, input, options.dryRun);
        for await (const message of messages) await this.parts.writer.write(message);
      });
  }

  private load(path: string): JsonObject {
    const {spec, vendors, kit} = this.parts;
    const names = vendors.map((vendor) => vendor.name);
    return loadConfig({path, spec, vendors: names, mask: kit.mask, log: kit.log});
  }
}
