import type {SectionKeeper} from '../../accounts/open-accounts';
import type {Clock} from '../../core/clock';
import type {MessageWriter} from '../output/message-writer';

/**
 * Hands changed sections to the platform as CONTROL messages with the whole configuration: a
 * refresh token that was exchanged for a new one is worthless, so the message leaves at once.
 */
export function createSectionKeeper(writer: MessageWriter, clock: Clock): SectionKeeper {
  return {
    keep: async (_place, _section, config) => {
      await writer.send({
        type: 'CONTROL',
        control: {
          type: 'CONNECTOR_CONFIG',
          emitted_at: clock.now(),
          connectorConfig: {config},
        },
      });
      await writer.flush();
    },
  };
}
