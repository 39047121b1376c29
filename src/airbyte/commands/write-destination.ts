import type {JsonObject} from '../../core/json';
import type {ConfiguredStream} from '../input/configured-catalog';
import type {SendMessage} from '../protocol/messages';
import {writeFromInput} from '../write/write-from-input';
import {openDestination} from './open-destination';
import type {DestinationParts} from './connector-parts';

/** A write, with everything checked. */
export interface DestinationWrite {
  readonly config: JsonObject;
  readonly streams: readonly ConfiguredStream[];
  readonly input: AsyncIterable<Buffer | string>;
  readonly dryRun: boolean;
}

/** Opens the configured accounts and writes the whole input. */
export async function writeDestination(
  parts: DestinationParts,
  {config, streams, input, dryRun}: DestinationWrite,
  send: SendMessage,
): Promise<void> {
  await writeFromInput({
    open: await openDestination(parts, config),
    config,
    streams,
    input,
    dryRun: dryRun || config['dry_run'] === true,
    kit: parts.kit,
    send,
  });
}
