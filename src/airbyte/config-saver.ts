import {collectSecrets} from '../config/collect-secrets';
import type {PlacedSection} from '../config/vendor-sections';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {MessageWriter} from './message-writer';

/** What a configuration is handed back with. */
export interface ConfigSaverParts {
  readonly config: JsonObject;
  readonly schema: JsonObject;
  readonly writer: MessageWriter;
  readonly kit: Kit;
}

/** Gives a vendor its `saveSection`. */
export type SectionSaver = (place: PlacedSection) => (section: JsonObject) => Promise<void>;

/**
 * Hands changed sections to the platform as CONTROL messages with the whole configuration: a
 * refresh token that was exchanged for a new one is worthless, so the message leaves at once.
 */
export function createSectionSaver(parts: ConfigSaverParts): SectionSaver {
  const {writer, kit, schema} = parts;
  const saved = {config: parts.config};
  return (place) => async (section) => {
    saved.config = place.putInto(saved.config, section);
    for (const secret of collectSecrets(schema, saved.config)) kit.mask.add(secret);
    await writer.send({
      type: 'CONTROL',
      control: {
        type: 'CONNECTOR_CONFIG',
        emitted_at: kit.clock.now(),
        connectorConfig: {config: saved.config},
      },
    });
    await writer.flush();
  };
}
