import {Command} from 'commander';
import type {AirbyteConfig} from 'faros-airbyte-cdk/lib/protocol';
import {AirbyteSourceRunner} from 'faros-airbyte-cdk/lib/sources/source-runner';
import type {JsonObject} from '../core/json';
import {packageVersion} from '../resources/load-resource';
import {checkCommandStatus} from './check-command';
import {loadCatalog} from './configured-catalog';
import {loadStates, type InputStates} from './input-states';
import {loadConfig} from './load-config';
import {UserSyncSource, type SourceParts} from './user-sync-source';

/** Options of `read` as commander gives them. */
interface ReadOptions {
  readonly config: string;
  readonly catalog: string;
  readonly state?: string;
}

/**
 * The source's commands. Every command of the CDK's runner is replaced: those load files as
 * JavaScript modules, add foreign options to the specification, log configurations, and end with 0
 * when a stream or the check before a read has failed.
 */
export class SourceRunner extends AirbyteSourceRunner<AirbyteConfig> {
  private readonly userSync: UserSyncSource;

  constructor(private readonly parts: SourceParts) {
    const source = new UserSyncSource(parts);
    super(parts.writer, source);
    this.userSync = source;
  }

  override mainCommand(): Command {
    return new Command()
      .name('source-user-sync')
      .description('Extracts users and accounts from SaaS tools, as an Airbyte source.')
      .version(packageVersion())
      .addCommand(this.specCommand())
      .addCommand(this.checkCommand())
      .addCommand(this.discoverCommand())
      .addCommand(this.readCommand());
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

  override discoverCommand(): Command {
    return new Command('discover')
      .description('list the streams')
      .requiredOption('--config <file>', 'configuration, JSON')
      .action(async ({config}: {config: string}) => {
        await this.parts.writer.write(await this.userSync.discover(this.load(config)));
      });
  }

  override readCommand(): Command {
    return new Command('read')
      .description('read the selected streams')
      .requiredOption('--config <file>', 'configuration, JSON')
      .requiredOption('--catalog <file>', 'configured catalog, JSON')
      .option('--state <file>', 'states of an earlier read, JSON')
      .action(async (options: ReadOptions) => {
        const config = this.load(options.config);
        const catalog = loadCatalog(options.catalog);
        const states = this.loadStates(options.state);
        for await (const message of this.userSync.read(config, {}, catalog, states)) {
          await this.parts.writer.write(message);
        }
      });
  }

  private load(path: string): JsonObject {
    const {spec, vendors, kit} = this.parts;
    const names = vendors.map((vendor) => vendor.name);
    return loadConfig({path, spec, vendors: names, mask: kit.mask, log: kit.log});
  }

  private loadStates(path: string | undefined): InputStates {
    return path === undefined ? {} : loadStates(path, this.parts.kit.log);
  }
}
