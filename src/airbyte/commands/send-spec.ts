import type {AirbyteConnector} from 'faros-airbyte-cdk/lib/connector';
import {fromCdk} from '../protocol/cdk-messages';
import type {ConnectorParts} from './connector-parts';

/** `spec`; it loads neither vendors nor engines. */
export async function sendSpec(
  connector: AirbyteConnector,
  {writer}: ConnectorParts<unknown>,
): Promise<void> {
  await writer.send(fromCdk(await connector.spec()));
}

/** True for `spec` alone, which platforms ask for most often: it can do without the command line. */
export function asksForSpec(args: readonly string[]): boolean {
  return args.length === 1 && args[0] === 'spec';
}
