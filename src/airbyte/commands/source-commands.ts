import {Command} from 'commander';
import {packageVersion} from '../../resources/load-resource';
import {fromCdk} from '../protocol/cdk-messages';
import {checkCommand, configAt, specCommand, withConfig} from './shared-commands';
import type {SourceParts} from './connector-parts';
import type {UserSyncSource} from './user-sync-source';

/** The source's command line. A command loads its own code when it runs. */
export function sourceCommands(source: UserSyncSource, parts: SourceParts): Command {
  return new Command()
    .name('source-user-sync')
    .description('Extracts users and accounts from SaaS tools, as an Airbyte source.')
    .version(packageVersion())
    .addCommand(specCommand(source, parts))
    .addCommand(checkCommand(source, parts))
    .addCommand(discoverCommand(source, parts))
    .addCommand(readCommand(source, parts));
}

function discoverCommand(source: UserSyncSource, parts: SourceParts): Command {
  return withConfig(new Command('discover').description('list the streams')).action(
    async ({config}: {readonly config: string}) => {
      await parts.writer.send(fromCdk(await source.discover(await configAt(parts, config))));
    },
  );
}

function readCommand(source: UserSyncSource, parts: SourceParts): Command {
  return withConfig(new Command('read').description('read the selected streams'))
    .requiredOption('--catalog <file>', 'configured catalog, JSON')
    .option('--state <file>', 'states of an earlier read, JSON')
    .action(
      async (options: {
        readonly config: string;
        readonly catalog: string;
        readonly state?: string;
      }) => {
        const {loadCatalog} = await import('../input/configured-catalog');
        const {loadStates} = await import('../input/saved-states');
        const config = await configAt(parts, options.config);
        const {streams} = loadCatalog(options.catalog);
        const states = options.state === undefined ? {} : loadStates(options.state, parts.kit.log);
        await source.readInto({config, streams, states}, parts.writer.send);
      },
    );
}
