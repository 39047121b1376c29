import type {Log} from '../../core/log';
import type {OutMessage, SendMessage, TracePayload} from '../protocol/messages';
import type {LineOutput} from './line-output';
import type {OutputMask} from './output-mask';

/** Levels of the protocol, the least important first. */
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/**
 * The only place where bytes leave the process: one JSON object per line, secrets masked, levels as
 * they are.
 */
export class MessageWriter {
  /** ERROR traces so far: a command that wrote one must not end with 0. */
  errorTraces = 0;
  readonly #output: LineOutput;
  readonly #mask: OutputMask;
  readonly #levels: ReadonlySet<string>;

  /** Drops LOG messages below `level`; a name that the protocol does not have means INFO. */
  constructor(output: LineOutput, mask: OutputMask, level = 'INFO') {
    this.#output = output;
    this.#mask = mask;
    const lowest = LEVELS.indexOf(level.toUpperCase());
    this.#levels = new Set(LEVELS.slice(lowest < 0 ? LEVELS.indexOf('INFO') : lowest));
  }

  /** For the kit: writes without waiting; a slow reader holds up records, not log lines. */
  readonly log: Log = (level, message) => {
    void this.send({type: 'LOG', log: {level, message}});
  };

  /** Writes a message; resolves when the reader can take more. Throws what cannot be serialised. */
  readonly send: SendMessage = async (message) => {
    if (message.type === 'LOG' && !this.#levels.has(message.log.level)) return;
    if (message.type === 'TRACE' && message.trace.type === 'ERROR') this.errorTraces += 1;
    await this.#output.write(lineOf(message, this.#mask));
  };

  /** Waits until everything was handed to the system. */
  async flush(): Promise<void> {
    await this.#output.flush();
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
