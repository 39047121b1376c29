import {summarise} from './object-counts';
import type {WriteSummary} from './session';
import {reasons} from '../rejected/judge-rejections';
import {logRepeatedRejections} from '../rejected/log-rejections';
import {failSession, flushLanes, judgeRejections} from './session-state';
import type {SessionState} from './session-state';

/** Sends the rest, waits for all, closes everything; see `WriteSession.finish`. */
export async function finishSession<Token>(state: SessionState<Token>): Promise<WriteSummary> {
  while (!isSettled(state)) {
    flushLanes(state.lanes, Number.POSITIVE_INFINITY);
    await state.change.next();
  }
  state.checkpoints.release();
  await state.outlet.drained();
  state.idle.stop();
  if (state.failure === undefined) await closeWriters(state);
  for (const object of state.counts.keys()) judgeRejections(state, object, true);
  await closeRejected(state);
  state.options.kit.signal.removeEventListener('abort', state.onAbort);
  logRemarks(state);
  logRejections(state);
  if (state.failure !== undefined) throw state.failure;
  return summaryOf(state);
}

/** The figures so far. */
export function summaryOf<Token>({counts, lanes}: SessionState<Token>): WriteSummary {
  return {
    objects: [...counts].map(([object, figures]) =>
      summarise(object, figures, lanes.get(object)?.writer.remarks?.() ?? []),
    ),
  };
}

/** After a failure what was not sent stays unsent, so only what is under way is awaited. */
function isSettled<Token>({lanes, failure}: SessionState<Token>): boolean {
  for (const lane of lanes.values()) {
    if (failure === undefined ? !lane.isEmpty() : !lane.isQuiet()) return false;
  }
  return true;
}

async function closeWriters<Token>(state: SessionState<Token>): Promise<void> {
  try {
    for (const lane of state.lanes.values()) await lane.writer.close?.();
  } catch (thrown) {
    failSession(state, thrown);
  }
}

async function closeRejected<Token>(state: SessionState<Token>): Promise<void> {
  try {
    await state.options.rejected.check?.();
  } catch (thrown) {
    failSession(state, thrown);
  }
  try {
    await state.options.rejected.close();
  } catch (thrown) {
    failSession(state, thrown);
  }
}

function logRemarks<Token>({lanes, options}: SessionState<Token>): void {
  for (const {writer} of lanes.values()) {
    for (const remark of writer.remarks?.() ?? []) options.kit.log('WARN', remark);
  }
}

function logRejections<Token>({counts, options}: SessionState<Token>): void {
  const {kit, dryRun, rejected} = options;
  const location = rejected.location();
  const kept =
    location !== undefined
      ? ` They are kept in ${location}, with the complete answers of the vendor.`
      : dryRun
        ? ''
        : ' They are not kept: set "rejected_records.directory" to keep them, with the vendor\'s whole answers.';
  for (const [object, figures] of counts) {
    if (figures.rejected === 0) continue;
    logRepeatedRejections(kit.log, object, figures.groups.list());
    kit.log(
      'WARN',
      `${figures.rejected} of ${figures.received} records for ${object} were rejected: ${reasons(figures.rejectedByReason)}.${kept}`,
    );
  }
}
