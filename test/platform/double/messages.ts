import type {Readable} from 'node:stream';
import {isJsonObject, type JsonObject} from '../../../src/core/json';

/** A line of a connector that the platform understands. */
export interface PlatformMessage {
  readonly type: 'RECORD' | 'STATE' | 'TRACE' | 'CONTROL' | 'LOG';
  /** What is under the message's own key. */
  readonly body: JsonObject;
}

/** The key under which each type has its content. */
const BODIES = {
  RECORD: 'record',
  STATE: 'state',
  TRACE: 'trace',
  CONTROL: 'control',
  LOG: 'log',
} as const;

/** Reads a line; undefined for what is malformed, which the platform drops with a warning. */
export function readMessage(line: string): PlatformMessage | undefined {
  const message = parse(line);
  if (!isJsonObject(message)) return undefined;
  const type = typeOf(message['type']);
  const body = type === undefined ? undefined : message[BODIES[type]];
  return type !== undefined && isJsonObject(body) ? {type, body} : undefined;
}

/** A message as a line for a connector. */
export function writeMessage({type, body}: PlatformMessage): string {
  return `${JSON.stringify({type, [BODIES[type]]: body})}\n`;
}

/** A text, or nothing where something else stands. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Lines of an output as they come; the next one is read when the caller asks for it. */
export async function* linesOf(output: Readable): AsyncGenerator<string> {
  output.setEncoding('utf8');
  let rest = '';
  for await (const chunk of output) {
    // With an encoding set, chunks are text.
    const lines = (rest + (chunk as string)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield line;
  }
  if (rest !== '') yield rest;
}

function typeOf(value: unknown): PlatformMessage['type'] | undefined {
  switch (value) {
    case 'RECORD':
    case 'STATE':
    case 'TRACE':
    case 'CONTROL':
    case 'LOG':
      return value;
    default:
      return undefined;
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
