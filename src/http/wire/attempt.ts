import type {RequestOptions} from 'node:https';
import http, {type ClientRequest, type IncomingMessage} from 'node:http';
import https from 'node:https';
import type {Socket} from 'node:net';
import {TLSSocket} from 'node:tls';
import type {Cancellation} from './cancellation';
import {
  ANSWER_TIMEOUT,
  CANCELLED,
  CONNECT_TIMEOUT,
  NO_ANSWER,
  PROTOCOL_SWITCHED,
  stopError,
  toWireError,
  type WireError,
} from './wire-error';

/** How long one exchange may take, and who can call it off. */
export interface AttemptLimits {
  /** From sending to the last byte. */
  readonly timeoutMs: number;
  /** For the connection alone, TLS included. */
  readonly connectTimeoutMs: number;
  readonly cancellation: Cancellation;
}

/** One exchange under way. */
export interface Attempt {
  /** What axios calls to create the request. */
  readonly open: (
    options: RequestOptions,
    onAnswer: (message: IncomingMessage) => void,
  ) => ClientRequest;
  /**
   * Resolves when the exchange ended without an answer, in any way. Node.js has ways of which
   * it tells axios nothing, and a promise that never settles lets the program end as if all was done.
   */
  readonly broken: Promise<WireError>;
  stop(code: string): void;
  errorFrom(caught: unknown): WireError;
  end(): void;
}

/** What an attempt knows so far. */
interface Course {
  request?: ClientRequest;
  answered: boolean;
  /** Why we ended it ourselves. */
  stopCode?: string;
  /** Node.js's own error: axios wraps it and drops what tells a failed connection from a broken one. */
  ownError?: Error;
  connectTimer?: NodeJS.Timeout;
}

/** Watches one exchange: its connection, its time-outs, its cancellation, its end. */
export function startAttempt(limits: AttemptLimits): Attempt {
  const course: Course = {answered: false};
  const ending: {resolve: (error: WireError) => void} = {resolve: () => undefined};
  const broken = new Promise<WireError>((resolve) => (ending.resolve = resolve));
  const stop = (code: string): void => {
    course.stopCode ??= code;
    ending.resolve(stopError(course.stopCode));
    course.request?.destroy(new Error(code));
  };
  const answerTimer = setTimeout(() => {
    stop(isConnecting(course) ? CONNECT_TIMEOUT : ANSWER_TIMEOUT);
  }, limits.timeoutMs);
  const off = limits.cancellation.on(() => stop(CANCELLED));
  const errorFrom = (caught: unknown): WireError =>
    course.stopCode === undefined
      ? toWireError(course.ownError ?? caught)
      : stopError(course.stopCode);
  return {
    open: (options, onAnswer) => {
      const request = (options.protocol === 'https:' ? https : http).request(options, (message) => {
        course.answered = true;
        onAnswer(message);
      });
      course.request = request;
      watchEnd(request, course, {stop, fail: (error) => ending.resolve(toWireError(error))});
      if (limits.connectTimeoutMs < limits.timeoutMs) {
        course.connectTimer = setTimeout(() => {
          if (isConnecting(course)) stop(CONNECT_TIMEOUT);
        }, limits.connectTimeoutMs);
      }
      if (course.stopCode !== undefined) request.destroy(new Error(course.stopCode));
      return request;
    },
    broken,
    stop,
    errorFrom,
    end: () => {
      clearTimeout(answerTimer);
      clearTimeout(course.connectTimer);
      off();
    },
  };
}

function watchEnd(
  request: ClientRequest,
  course: Course,
  end: {readonly stop: (code: string) => void; readonly fail: (error: Error) => void},
): void {
  request.once('error', (error) => {
    course.ownError = error;
  });
  // Without a listener Node.js closes the connection and says nothing more.
  request.once('upgrade', (_message, socket) => {
    end.stop(PROTOCOL_SWITCHED);
    socket.destroy();
  });
  request.once('close', () => {
    if (course.answered) return;
    if (course.ownError) end.fail(course.ownError);
    else end.stop(NO_ANSWER);
  });
}

/** True until the connection could carry a request, TLS included. */
function isConnecting({request, answered}: Course): boolean {
  if (answered) return false;
  const socket: Socket | null = request?.socket ?? null;
  if (socket === null || socket.connecting) return true;
  // Node.js says null here until the handshake is over, then a name or false.
  return socket instanceof TLSSocket && socket.alpnProtocol === null;
}
