import {Failure} from '../../core/failure';
import type {ReaderJob} from './match-selection';
import type {SelectedStream} from '../read-options';
import type {ReadSession} from './read-session';
import type {CursorReader, ReadContext, Sweep} from '../reader';
import type {StreamChannel} from '../stream/stream-channel';
import {endTrack, type OpenJob, type SweptTrack} from '../stream/stream-track';
import {trackCursorStream} from '../stream/track-cursor-stream';
import {trackSweptStream} from '../stream/track-swept-stream';

/** Opens the saved states of a job's streams and joins them with its reader. */
export function openJob(session: ReadSession, job: ReaderJob): OpenJob {
  const chosen = choose(session, job);
  return job.reader.kind === 'sweep'
    ? openSweep(session, job.reader, chosen)
    : openCursor(session, job.reader, chosen);
}

/** A selected stream with its channel. */
interface Chosen {
  readonly selected: SelectedStream;
  readonly channel: StreamChannel;
}

function choose(session: ReadSession, job: ReaderJob): ReadonlyMap<string, Chosen> {
  const chosen = new Map<string, Chosen>();
  for (const [name, selected] of job.selected) {
    const channel = session.channels.get(name);
    if (channel !== undefined) chosen.set(name, {selected, channel});
  }
  return chosen;
}

function openSweep(
  session: ReadSession,
  sweep: Sweep,
  chosen: ReadonlyMap<string, Chosen>,
): OpenJob {
  const tracks = new Map<string, SweptTrack>();
  for (const stream of sweep.streams) {
    const of = chosen.get(stream.name);
    if (of !== undefined) tracks.set(stream.name, trackSweptStream({session, stream, ...of}));
  }
  const selected = new Set(tracks.keys());
  const changedSinceMs = earliest([...tracks.values()]);
  return {
    tracks: [...tracks.values()],
    readPages: (context, pageLoop) =>
      pageLoop(sweep.pages(selected, {...context, ...changedSinceMs}), async (page) => {
        for (const [name, track] of tracks) {
          const rows = page.get(name);
          if (rows === undefined || !track.channel.isActive()) continue;
          if (rows instanceof Failure) await endTrack(track, rows);
          else await track.take(rows);
        }
        return [...tracks.values()].some(({channel}) => channel.isActive());
      }),
  };
}

/** Changes alone may be asked for since the time up to which every stream has everything. */
function earliest(tracks: readonly SweptTrack[]): Pick<ReadContext, 'changedSinceMs'> {
  const times = tracks.flatMap(({changedSinceMs}) => changedSinceMs ?? []);
  return times.length < tracks.length || times.length === 0
    ? {}
    : {changedSinceMs: Math.min(...times)};
}

function openCursor(
  session: ReadSession,
  reader: CursorReader,
  chosen: ReadonlyMap<string, Chosen>,
): OpenJob {
  const {stream} = reader;
  const of = chosen.get(stream.name);
  if (of === undefined) return {tracks: [], readPages: () => Promise.resolve()};
  const track = trackCursorStream({session, stream, ...of});
  return {
    tracks: [track],
    readPages: (context, pageLoop) =>
      pageLoop(reader.pages(track.position, context), async (page) => {
        await track.take(page);
        return true;
      }),
  };
}
