import type {CheckpointStats, WriteSession} from '../../write/session/session';
import type {SendMessage} from '../protocol/messages';
import {descriptorKey, type StreamDescriptor} from '../protocol/stream-descriptor';
import {spliceMember} from './splice-member';

/** A state that waits until the records before it are settled: what a checkpoint carries. */
export interface WaitingState {
  /** The line as it came in. */
  readonly text: string;
  /** Streams that have not reached it yet: one, or all of them for a GLOBAL or LEGACY state. */
  streams: number;
  recordCount: number;
  rejectedRecordCount: number;
}

/**
 * The states of the input on their way back. A state waits in the session behind the records of its
 * stream, one of all streams behind those of each; then it leaves as it came, with the destination's
 * figures. One of a stream that the catalog does not name leaves at once, untouched.
 */
export class StateEcho {
  readonly #streams: readonly StreamDescriptor[];
  readonly #send: SendMessage;

  /** `streams`: those of the configured catalog. */
  constructor(streams: readonly StreamDescriptor[], send: SendMessage) {
    this.#streams = streams;
    this.#send = send;
  }

  /** Takes a state in; `stream` is undefined for one of all streams. */
  async take(
    session: WriteSession<WaitingState>,
    text: string,
    stream: StreamDescriptor | undefined,
  ): Promise<void> {
    const key = stream && descriptorKey(stream);
    const waitsFor = this.#streams.filter((one) => key === undefined || descriptorKey(one) === key);
    if (waitsFor.length === 0) {
      await this.#send({type: 'STATE', lines: lineOf(text)});
      return;
    }
    const state = {text, streams: waitsFor.length, recordCount: 0, rejectedRecordCount: 0};
    for (const one of waitsFor) await session.checkpoint(one, state);
  }

  /** One stream has reached the state; it is sent once the last one has. */
  async reached(state: WaitingState, stats: CheckpointStats): Promise<void> {
    state.streams -= 1;
    state.recordCount += stats.recordCount;
    state.rejectedRecordCount += stats.rejectedRecordCount;
    if (state.streams === 0) await this.#send({type: 'STATE', lines: lineWithFigures(state)});
  }
}

function lineWithFigures({text, recordCount, rejectedRecordCount}: WaitingState): string {
  const json = JSON.stringify({recordCount, rejectedRecordCount});
  return lineOf(spliceMember(text, ['state'], {name: 'destinationStats', json}) ?? text);
}

function lineOf(text: string): string {
  return `${text.trim()}\n`;
}
