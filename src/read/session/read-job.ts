import {Failure, toFailure} from '../../core/failure';
import {keepAlive} from './keep-alive';
import type {ReaderJob} from './match-selection';
import {openJob} from './open-job';
import {prefetch} from './prefetch';
import type {ReadSession} from './read-session';
import {endTrack, type OpenJob, type PageLoop, type StreamTrack} from '../stream/stream-track';
import {untilAborted} from './until-aborted';

/**
 * Runs one reader to its end. Its streams end complete or failed; returns the failure that ended
 * the reader itself, if one did. Throws only when the listener has hung up.
 */
export async function readJob(
  session: ReadSession,
  vendor: string,
  job: ReaderJob,
): Promise<Failure | undefined> {
  const opened = tryToOpen(session, job);
  if (opened instanceof Failure) {
    await failUnread(session, job, opened);
    return opened;
  }
  for (const {channel} of opened.tracks) await channel.start();
  const ended = new AbortController();
  const stopListening = session.rateLimits?.listen(vendor, (resetAtMs) => {
    for (const {channel} of opened.tracks) if (channel.isActive()) channel.rateLimited(resetAtMs);
  });
  const beats = opened.tracks.map((track) => keepTrackAlive(session, track, ended.signal));
  try {
    return await readToTheEnd(session, opened, ended);
  } finally {
    stopListening?.();
    for (const track of opened.tracks) track.tellOddities();
    ended.abort();
    await Promise.all(beats);
  }
}

/** Ends the streams of a job whose reader was not run. */
export async function failUnread(
  session: ReadSession,
  job: ReaderJob,
  failure: Failure,
): Promise<void> {
  for (const name of job.selected.keys()) {
    const channel = session.channels.get(name);
    await channel?.start();
    await channel?.fail(failure);
  }
}

function tryToOpen(session: ReadSession, job: ReaderJob): OpenJob | Failure {
  try {
    return openJob(session, job);
  } catch (error) {
    return toFailure(error);
  }
}

async function readToTheEnd(
  session: ReadSession,
  job: OpenJob,
  ended: AbortController,
): Promise<Failure | undefined> {
  const signal = AbortSignal.any([session.signal, ended.signal]);
  const {syncStartMs, kit} = session;
  const {tracks} = job;
  try {
    await job.readPages({signal, syncStartMs, log: kit.log}, pageLoop(signal, ended));
    for (const track of tracks) if (track.channel.isActive()) await track.finish();
    return undefined;
  } catch (error) {
    if (session.hungUp() !== undefined) throw error;
    const failure = kit.signal.aborted ? stopped(error) : toFailure(error);
    for (const track of tracks) if (track.channel.isActive()) await endTrack(track, failure);
    return failure;
  }
}

function pageLoop(signal: AbortSignal, ended: AbortController): PageLoop {
  return async (pages, use) => {
    for await (const page of prefetch(untilAborted(pages, signal))) {
      let goesOn = false;
      try {
        goesOn = await use(page);
      } finally {
        if (!goesOn) ended.abort();
      }
      if (!goesOn) return;
    }
  };
}

async function keepTrackAlive(
  session: ReadSession,
  track: StreamTrack,
  signal: AbortSignal,
): Promise<void> {
  const {kit, keepAliveMs: everyMs} = session;
  const {channel} = track;
  const checkpoint = (): Promise<void> => track.checkpoint();
  try {
    await keepAlive({channel, checkpoint, everyMs, clock: kit.clock, signal});
  } catch (error) {
    // A listener that hung up ends the whole read by itself; anything else must not end the read.
    if (session.hungUp() !== undefined) return;
    kit.log(
      'WARN',
      `${channel.stream}: progress can no longer be reported. ${toFailure(error).message}`,
    );
  }
}

function stopped(cause: unknown): Failure {
  return new Failure({
    kind: 'transient',
    message: 'The read was stopped before its end. Run it again: it continues from its last state.',
    cause,
  });
}
