import {Command} from 'commander';
import type {AirbyteConnector} from 'faros-airbyte-cdk/lib/connector';
import type {JsonObject} from '../../core/json';
import {fromCdkStatus} from '../protocol/cdk-messages';
import type {ConnectorParts} from './connector-parts';
import {sendSpec} from './send-spec';

/** Prints the specification as the connector has it; asks no vendor. */
export function specCommand(connector: AirbyteConnector, parts: ConnectorParts<unknown>): Command {
  return new Command('spec')
    .description('print the specification of the configuration')
    .action(() => sendSpec(connector, parts));
}

/** Sends what the connector says of the configuration: SUCCEEDED or FAILED, with its reason. */
export function checkCommand(connector: AirbyteConnector, parts: ConnectorParts<unknown>): Command {
  return withConfig(new Command('check').description('try the configured credentials')).action(
    async ({config: path}: {readonly config: string}) => {
      const {checkAnswer} = await import('./check-answer');
      const status = await checkAnswer(async () =>
        fromCdkStatus(await connector.check(await configAt(parts, path))),
      );
      await parts.writer.send(status);
    },
  );
}

/** The command with the option that names the configuration. */
export function withConfig(command: Command): Command {
  return command.requiredOption('--config <file>', 'configuration, JSON');
}

/** The configuration of a file, checked; its secrets are masked from then on. */
export async function configAt(
  {spec, vendors, kit}: ConnectorParts<unknown>,
  path: string,
): Promise<JsonObject> {
  const {loadConfig} = await import('../input/load-config');
  const ready = await vendors.ready?.();
  const {mask, log} = kit;
  return loadConfig({path, spec: spec(), vendors: vendors.names, mask, log, ready});
}
