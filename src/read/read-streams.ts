import {matchSelection} from './session/match-selection';
import type {ReadOptions, StreamResult} from './read-options';
import type {Failure} from '../core/failure';
import {openReadSession, type ReadSession} from './session/read-session';
import {readVendor} from './session/read-vendor';

/**
 * Reads the selected streams: vendors at the same time, the readers of one vendor one after another.
 * Tells its listener everything as events and returns how each stream ended, in the order asked for.
 *
 * A failing reader fails only its streams, and the others are still read; a failure that concerns
 * the vendor as a whole (credential, settings, used-up quota) also ends its readers to come.
 * A stream that no source offers, or that is asked for wrongly, fails by itself before the others are
 * read. Throws the listener's own error, after everything was stopped, when `emit` fails.
 */
export async function readStreams(options: ReadOptions): Promise<readonly StreamResult[]> {
  const selection = matchSelection(options.sources, options.streams);
  const session = openReadSession(options);
  const ends = await Promise.allSettled([
    failRefused(session, selection.refused),
    ...selection.vendors.map((jobs) => readVendor(session, jobs)),
  ]);
  const hungUp = session.hungUp();
  if (hungUp !== undefined) throw hungUp.error;
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return [...session.channels.values()].map((channel) => channel.result());
}

async function failRefused(
  session: ReadSession,
  refused: ReadonlyMap<string, Failure>,
): Promise<void> {
  for (const [name, failure] of refused) {
    const channel = session.channels.get(name);
    await channel?.start();
    await channel?.fail(failure);
  }
}
