import {combineFailures} from '../../accounts/combine-failures';
import type {Log} from '../../core/log';
import type {Discovery} from '../../read/discover-streams';

/**
 * Warns of what could not be asked: the streams that are listed without an answer, and those that are
 * not. Throws the failures when nothing is listed at all.
 */
export function warnOfUnanswered({streams, unanswered}: Discovery, log: Log): void {
  if (streams.length === 0 && unanswered.length > 0) {
    throw combineFailures(unanswered.map(({failure}) => failure));
  }
  const listed = new Set(streams.map(({name}) => name));
  for (const [message, names] of byMessage(unanswered)) {
    const offered = names.filter((name) => listed.has(name));
    const left = names.filter((name) => !listed.has(name));
    if (offered.length > 0) {
      log(
        'WARN',
        `Listed, but it is not known whether the account has them: ${offered.join(', ')}. ${message}`,
      );
    }
    if (left.length > 0) log('WARN', `Not listed: ${left.join(', ')}. ${message}`);
  }
}

/** Streams by the sentence about them: what is wrong with a vendor is wrong for several. */
function byMessage(unanswered: Discovery['unanswered']): ReadonlyMap<string, readonly string[]> {
  const streams = new Map<string, readonly string[]>();
  for (const {streams: names, failure} of unanswered) {
    streams.set(failure.message, [...(streams.get(failure.message) ?? []), ...names]);
  }
  return streams;
}
