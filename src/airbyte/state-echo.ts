import type {CheckpointStats} from '../write/session/session';
import {spliceMember} from './splice-member';

/** A state that waits until the records before it are settled. */
export interface PendingState {
  /** The line as it came in. */
  readonly text: string;
  /** Streams that have not reached it yet: one, or all of them for a GLOBAL or LEGACY state. */
  waiting: number;
  recordCount: number;
  rejectedRecordCount: number;
}

/** Remembers a state; `streams` of them must reach it. */
export function pendingState(text: string, streams: number): PendingState {
  return {text, waiting: streams, recordCount: 0, rejectedRecordCount: 0};
}

/** Notes that one stream has reached the state; its line once the last one has. */
export function settleState(state: PendingState, stats: CheckpointStats): string | undefined {
  state.waiting -= 1;
  state.recordCount += stats.recordCount;
  state.rejectedRecordCount += stats.rejectedRecordCount;
  if (state.waiting > 0) return undefined;
  return stateLine(state);
}

/** The line that goes back: as it came, with the destination's figures added. */
function stateLine({text, recordCount, rejectedRecordCount}: PendingState): string {
  const json = JSON.stringify({recordCount, rejectedRecordCount});
  const line = spliceMember(text, ['state'], {name: 'destinationStats', json}) ?? text;
  return untouchedLine(line);
}

/** The line of a state that is only passed through. */
export function untouchedLine(text: string): string {
  return `${text.trim()}\n`;
}
