import {answerInTime} from '../../accounts/answer-deadline';
import type {JsonObject} from '../../core/json';
import type {DiscoveredStream} from '../../read/describe-stream';
import {discoverStreams} from '../../read/discover-streams';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import type {CatalogStream} from '../protocol/messages';
import {openSource} from './open-source';
import type {SourceParts} from './connector-parts';
import {warnOfUnanswered} from './warn-of-unanswered';

/**
 * The streams of the configured vendors, without those that these accounts do not have. What could
 * not be asked is named in a warning; only when nothing can be listed does the command fail.
 */
export function discoverSource(
  parts: SourceParts,
  config: JsonObject,
): Promise<readonly CatalogStream[]> {
  return answerInTime(parts.kit, async (deadline) => {
    const sources = await openSource(parts, config, createRateLimitRelay(), deadline);
    const asked = sources.map((source) => ({
      ...source,
      available: () => deadline.orLate(source.vendor, source.available()),
    }));
    const discovery = await discoverStreams(asked);
    warnOfUnanswered(discovery, parts.kit.log);
    return discovery.streams.map(catalogStream);
  });
}

function catalogStream(stream: DiscoveredStream): CatalogStream {
  const incremental = stream.cursorField.length > 0;
  return {
    name: stream.name,
    json_schema: stream.jsonSchema,
    supported_sync_modes: incremental ? ['full_refresh', 'incremental'] : ['full_refresh'],
    ...(incremental && {source_defined_cursor: true, default_cursor_field: stream.cursorField}),
    source_defined_primary_key: stream.primaryKey,
    is_resumable: stream.isResumable,
  };
}
