import type {JsonObject} from '../../core/json';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {ConfiguredStream} from '../input/configured-catalog';
import type {InputStates} from '../input/saved-states';
import type {SendMessage} from '../protocol/messages';
import {readToMessages} from '../read/read-to-messages';
import {openSource} from './open-source';
import type {SourceParts} from './connector-parts';

/** A read, with everything checked. */
export interface SourceRead {
  readonly config: JsonObject;
  readonly streams: readonly ConfiguredStream[];
  readonly states: InputStates;
}

/** Opens the configured accounts and reads the selected streams. */
export async function readSource(
  parts: SourceParts,
  {config, streams, states}: SourceRead,
  send: SendMessage,
): Promise<void> {
  const rateLimits = createRateLimitRelay();
  const share = config['deletion_share_max'];
  await readToMessages({
    sources: await openSource(parts, config, rateLimits),
    streams,
    states,
    rateLimits,
    deletionShareMax: typeof share === 'number' ? share : undefined,
    kit: parts.kit,
    send,
  });
}
