import {answerInTime} from '../../accounts/answer-deadline';
import type {JsonObject} from '../../core/json';
import {createRateLimitRelay} from '../../read/rate-limit-relay';
import {statusOfChecks, type ConnectionStatus} from './check-answer';
import {openSource} from './open-source';
import type {SourceParts} from './connector-parts';

/** Tries every configured vendor; all failures in one answer, in time. */
export function checkSource(parts: SourceParts, config: JsonObject): Promise<ConnectionStatus> {
  return answerInTime(parts.kit, async (deadline) => {
    const sources = await openSource(parts, config, createRateLimitRelay(), deadline);
    return statusOfChecks(
      sources.map((source) => () => deadline.orLate(source.vendor, source.check())),
    );
  });
}
