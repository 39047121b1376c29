import {matchPlan} from './match-plan';
import type {ReadOptions, StreamResult} from './read-plan';
import {openReadSession} from './read-session';
import {readVendor} from './read-vendor';

/**
 * Reads the planned streams: vendors at the same time, the readers of one vendor one after another.
 * Tells its listener everything as events and returns how each stream ended, in the plan's order.
 *
 * A failing reader fails only its streams, and the others are still read; a failure that concerns
 * the vendor as a whole (credential, settings, used-up quota) also ends its readers to come.
 * Throws a `config` Failure before anything is read when the plan names a stream that no source
 * offers, and the listener's own error, after everything was stopped, when `emit` fails.
 */
export async function readStreams(options: ReadOptions): Promise<readonly StreamResult[]> {
  const plan = matchPlan(options.sources, options.streams);
  const session = openReadSession(options);
  const ends = await Promise.allSettled(plan.map((jobs) => readVendor(session, jobs)));
  const hungUp = session.hungUp();
  if (hungUp !== undefined) throw hungUp.error;
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return [...session.channels.values()].map((channel) => channel.result());
}
