import {shouldWriteLog} from 'faros-airbyte-cdk/lib/logger';
import {
  isAirbyteLog,
  type AirbyteLogLevel,
  type AirbyteMessage,
} from 'faros-airbyte-cdk/lib/protocol';
import {AirbyteSourceLogger} from 'faros-airbyte-cdk/lib/sources/source-logger';
import type {Log} from '../core/log';
import type {LineOutput} from './line-output';
import type {OutputMask} from './output-mask';
import {fromCdkMessage, toCdkMessage, type OutMessage, type TracePayload} from './protocol';

/**
 * The only place where bytes leave the process: one JSON object per line, secrets masked, levels
 * as they are. Replaces the CDK's logger, which drops what cannot be serialised, writes to stderr,
 * and keeps a copy of each log line.
 */
export class MessageWriter extends AirbyteSourceLogger {
  /** ERROR traces so far: a command that wrote one must not end with 0. */
  errorTraces = 0;

  constructor(
    private readonly output: LineOutput,
    private readonly mask: OutputMask,
    level?: AirbyteLogLevel,
  ) {
    super(level);
  }

  /** For the kit: writes without waiting; a slow reader holds up records, not log lines. */
  readonly log: Log = (level, message) => {
    void this.write(toCdkMessage({type: 'LOG', log: {level, message}}));
  };

  /** Writes a message; resolves when the reader can take more. Throws what cannot be serialised. */
  async send(message: OutMessage): Promise<void> {
    if (message.type === 'TRACE' && message.trace.type === 'ERROR') this.errorTraces += 1;
    await this.output.write(lineOf(message, this.mask));
  }

  /** As `send`, for the CDK's own calls; drops log lines below `LOG_LEVEL`. */
  override async write(message: AirbyteMessage): Promise<void> {
    if (isAirbyteLog(message) && !shouldWriteLog(message, this.level)) return;
    await this.send(fromCdkMessage(message));
  }

  /** Waits until everything was handed to the system. */
  override async flush(): Promise<void> {
    await this.output.flush();
  }
}

function lineOf(message: OutMessage, mask: OutputMask): string {
  if ('lines' in message) return mask.applyToData(message.lines);
  switch (message.type) {
    case 'CONTROL':
      // The platform stores this configuration: it needs the real values.
      return lineText(message);
    case 'LOG':
      return lineText({...message, log: maskTexts(message.log, ['message', 'stack_trace'], mask)});
    case 'TRACE':
      return lineText({...message, trace: maskTrace(message.trace, mask)});
    case 'CONNECTION_STATUS':
      return lineText({
        ...message,
        connectionStatus: maskTexts(message.connectionStatus, ['message'], mask),
      });
    case 'STATE':
    case 'SPEC':
    case 'CATALOG':
    case 'DESTINATION_CATALOG':
      return mask.applyToData(lineText(message));
  }
}

/** Texts are masked before they are serialised: a short secret must not tear the message itself. */
function maskTrace(trace: TracePayload, mask: OutputMask): TracePayload {
  if (trace.type !== 'ERROR') return trace;
  const error = maskTexts(trace.error, ['message', 'internal_message', 'stack_trace'], mask);
  return {...trace, error};
}

function maskTexts<T extends object>(payload: T, fields: readonly string[], mask: OutputMask): T {
  const entries = Object.entries(payload).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' && fields.includes(name) ? mask.apply(value) : value,
  ]);
  // The same names with values of the same types.
  return Object.fromEntries(entries) as T;
}

function lineText(message: OutMessage): string {
  return `${JSON.stringify(message)}\n`;
}
