import type {Clock} from '../../core/clock';
import type {EmitReadEvent, ReadEvent, RecordsEvent} from '../../read/events';
import {errorTrace} from '../protocol/error-trace';
import type {SendMessage} from '../protocol/messages';
import type {OutMessage, StreamStatusPayload} from '../protocol/messages';
import type {StreamDescriptor} from '../protocol/stream-descriptor';

/** An event's listener, and the names of the streams that were reported to have ended. */
export interface EventMessages {
  readonly onEvent: EmitReadEvent;
  readonly ended: ReadonlySet<string>;
}

/** Turns the read engine's events into protocol messages, in the same order. */
export function createEventMessages(translation: {
  /** By the engine's stream name: what the configured catalog calls it. */
  readonly descriptors: ReadonlyMap<string, StreamDescriptor>;
  readonly send: SendMessage;
  readonly clock: Clock;
}): EventMessages {
  const {descriptors, send, clock} = translation;
  const ended = new Set<string>();
  return {
    ended,
    onEvent: async (event) => {
      if (event.type === 'complete' || event.type === 'failed') ended.add(event.stream);
      const descriptor = descriptors.get(event.stream) ?? {name: event.stream};
      for (const message of messagesFor(event, descriptor, clock.now())) await send(message);
    },
  };
}

function messagesFor(
  event: ReadEvent,
  stream: StreamDescriptor,
  nowMs: number,
): readonly OutMessage[] {
  switch (event.type) {
    case 'started':
      return [streamStatus(stream, 'STARTED', nowMs)];
    case 'running':
      return [streamStatus(stream, 'RUNNING', nowMs)];
    case 'complete':
      return [streamStatus(stream, 'COMPLETE', nowMs)];
    case 'failed':
      return [
        streamStatus(stream, 'INCOMPLETE', nowMs),
        errorTrace({failure: event.failure, nowMs, stream}),
      ];
    case 'rate_limited':
      return [streamStatus(stream, 'RUNNING', nowMs, event.resetAtMs)];
    case 'records':
      return event.records.length === 0 ? [] : [recordLines(event, stream, nowMs)];
    case 'checkpoint':
      return [
        {
          type: 'STATE',
          state: {
            type: 'STREAM',
            stream: {stream_descriptor: stream, stream_state: event.state},
            sourceStats: {recordCount: event.recordCount},
          },
        },
      ];
  }
}

/**
 * The lines of a page's records. They are text already: one join puts the protocol's frame around
 * each, without parsing, copying or serialising a record again.
 */
function recordLines(event: RecordsEvent, stream: StreamDescriptor, nowMs: number): OutMessage {
  const head = JSON.stringify({...stream, stream: stream.name, name: undefined}).slice(0, -1);
  const before = `{"type":"RECORD","record":${head},"data":`;
  const after = `,"emitted_at":${Math.trunc(nowMs)}}}\n`;
  return {type: 'RECORD', lines: before + event.records.join(after + before) + after};
}

function streamStatus(
  stream: StreamDescriptor,
  status: StreamStatusPayload['status'],
  nowMs: number,
  resetAtMs?: number,
): OutMessage {
  return {
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: nowMs,
      stream_status: {
        stream_descriptor: stream,
        status,
        ...(resetAtMs !== undefined && {
          reasons: [
            {type: 'RATE_LIMITED', rate_limited: {quota_reset: Math.trunc(resetAtMs)}},
          ] as const,
        }),
      },
    },
  };
}
