import {toFailure} from '../../core/failure';
import type {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {RecordOrigin, Rejection} from '../record';
import type {WriteOptions, WriteSession, WriteSummary} from './session';
import {openWriteSession} from './write-session';

/** How a session ended: figures always, a failure when there was one. */
export interface SessionEnd {
  readonly summary: WriteSummary;
  readonly failure: Failure | undefined;
}

/** A row on its way into a session. */
export interface InputRow {
  readonly origin: RecordOrigin;
  readonly data: JsonObject;
  /** Why it is rejected regardless of what the vendor would say; undefined for a row to be sent. */
  readonly rejection?: Rejection | undefined;
}

/**
 * Opens a session, lets `feed` give it what there is, and finishes it regardless of what happens: what came
 * before a broken input is whole, so it is written and confirmed. The failure is the session's,
 * which says what became of the records; without one it is that of the input. Never rejects.
 */
export async function runWriteSession<Token>(
  options: WriteOptions<Token>,
  feed: (session: WriteSession<Token>) => Promise<void>,
): Promise<SessionEnd> {
  const session = openWriteSession(options);
  let broken: Failure | undefined;
  try {
    await feed(session);
  } catch (error) {
    broken = toFailure(error);
  }
  let failed: Failure | undefined;
  try {
    await session.finish();
  } catch (error) {
    failed = toFailure(error);
  }
  if (broken !== undefined && failed !== undefined && broken !== failed) {
    options.kit.log('WARN', `The input also ended with a failure: ${broken.message}`);
  }
  return {summary: session.summary(), failure: failed ?? broken};
}

/** Gives rows to a session, and waits whenever it has no room. */
export async function feedRows<Token>(
  session: WriteSession<Token>,
  rows: AsyncIterable<InputRow> | Iterable<InputRow>,
): Promise<void> {
  for await (const {origin, data, rejection} of rows) {
    const full =
      rejection === undefined
        ? session.record(origin, data)
        : session.reject(origin, data, rejection);
    if (full) await full;
  }
}
