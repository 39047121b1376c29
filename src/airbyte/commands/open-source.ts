import type {AnswerDeadline} from '../../accounts/answer-deadline';
import {openSources} from '../../accounts/open-ends';
import {configSchemaOf} from '../../config/assemble-spec';
import type {JsonObject} from '../../core/json';
import type {RateLimitRelay} from '../../read/rate-limit-relay';
import type {OpenSource} from '../../read/source-vendor';
import {createSectionKeeper} from './section-keeper';
import type {SourceParts} from './connector-parts';

/** Loads the vendors and opens the configured accounts; asks nobody anything. */
export async function openSource(
  {kit, writer, spec, vendors}: SourceParts,
  config: JsonObject,
  relay: RateLimitRelay,
  deadline?: AnswerDeadline,
): Promise<readonly OpenSource[]> {
  return openSources(await vendors.load(), {
    config,
    schema: configSchemaOf(spec()),
    keeper: createSectionKeeper(writer, kit.clock),
    relay,
    kit,
    ...(deadline && {deadline}),
  });
}
