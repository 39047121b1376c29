import {createJsonView} from '../progress/json-view';
import {createLiveView} from '../progress/live-view';
import {createPlainView} from '../progress/plain-view';
import {createProgress, type Progress, type ProgressView} from '../progress/progress';
import {PLAIN} from '../report/style';
import type {CommandParts} from './command-parts';

/** Parts of a command that shows how far it is; its vendors tell what they keep it waiting for. */
type WatchedParts = CommandParts & {readonly progress: Progress};

/** Carries work out while a person or a log is told how far it is; at the end the live view is taken away. */
export async function withProgress<T>(
  parts: CommandParts,
  work: (watched: WatchedParts) => Promise<T>,
): Promise<T> {
  const progress = createProgress(viewOf(parts));
  try {
    return await work({...parts, progress, kit: {...parts.kit, watch: progress.watch}});
  } finally {
    progress.end();
  }
}

function viewOf({terminal, kit}: CommandParts): ProgressView {
  const {jsonLog, area, err, every = neverAgain, errStyle = PLAIN} = terminal;
  const now = (): number => kit.clock.now();
  if (jsonLog) return createJsonView({log: jsonLog, every, now});
  if (area) return createLiveView({area, every, now, style: errStyle});
  return createPlainView({write: err, every, now});
}

function neverAgain(): () => void {
  return () => undefined;
}
