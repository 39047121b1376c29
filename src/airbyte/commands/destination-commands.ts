import {Command} from 'commander';
import {packageVersion} from '../../resources/load-resource';
import {checkCommand, configAt, specCommand, withConfig} from './shared-commands';
import type {DestinationParts} from './connector-parts';
import type {UserSyncDestination} from './user-sync-destination';

/** The destination's command line. A command loads its own code when it runs. */
export function destinationCommands(
  destination: UserSyncDestination,
  parts: DestinationParts,
  /** Opens the messages to be written: the process's stdin. */
  openInput: () => AsyncIterable<Buffer | string>,
): Command {
  return new Command()
    .name('destination-user-sync')
    .description('Writes warehouse records into SaaS tools, as an Airbyte destination.')
    .version(packageVersion())
    .addCommand(specCommand(destination, parts))
    .addCommand(checkCommand(destination, parts))
    .addCommand(discoverCommand(parts))
    .addCommand(writeCommand(destination, parts, openInput));
}

/** Lists objects and operations, for data activation; the CDK knows no such command. */
function discoverCommand(parts: DestinationParts): Command {
  return withConfig(
    new Command('discover').description('list the objects that can be written'),
  ).action(async ({config: path}: {readonly config: string}) => {
    const {discoverDestination} = await import('./discover-destination');
    const operations = await discoverDestination(parts, await configAt(parts, path));
    await parts.writer.send({type: 'DESTINATION_CATALOG', destination_catalog: {operations}});
  });
}

function writeCommand(
  destination: UserSyncDestination,
  parts: DestinationParts,
  openInput: () => AsyncIterable<Buffer | string>,
): Command {
  return withConfig(new Command('write').description('write the records of the input'))
    .requiredOption('--catalog <file>', 'configured catalog, JSON')
    .option('--dry-run', 'plan only: log what would be written, write nothing', false)
    .action(
      async ({
        config: path,
        catalog,
        dryRun,
      }: {
        readonly config: string;
        readonly catalog: string;
        readonly dryRun: boolean;
      }) => {
        const {flawless, loadCatalog} = await import('../input/configured-catalog');
        const config = await configAt(parts, path);
        const {streams} = flawless(loadCatalog(catalog));
        const input = openInput();
        await destination.writeInto({config, streams, input, dryRun}, parts.writer.send);
      },
    );
}
