import {toFailure, type Failure} from '../../../../core/failure';
import type {WriterContext} from '../writer-context';

/** A user who could not be locked, and contact methods that came too fast, are tried again so long. */
const PATIENCE_MS = 120_000;
const FIRST_WAIT_MS = 2_000;
const WAIT_MAX_MS = 30_000;

const LOCKED = /could not be locked/i;
/** PagerDuty's number for too many actions on contact methods. */
const TOO_FAST = /"code"\s*:\s*"?2017\b/;

/**
 * Makes a call, and makes it again after a pause while PagerDuty says that it was not begun: the account
 * is locked for somebody else, or actions on contact methods came too fast (PagerDuty Q27).
 */
export async function patiently<Result>(
  {kit}: Pick<WriterContext, 'kit'>,
  signal: AbortSignal,
  call: () => Promise<Result>,
): Promise<Result> {
  const {clock, log} = kit;
  const untilMs = clock.now() + PATIENCE_MS;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(2 * waitMs, WAIT_MAX_MS)) {
    try {
      return await call();
    } catch (error) {
      const failure = toFailure(error);
      if (!isNotBegun(failure) || clock.now() + waitMs > untilMs) throw failure;
      log('INFO', `PagerDuty asks for patience; trying again in ${waitMs / 1000} s.`);
      await clock.sleep(waitMs, signal);
    }
  }
}

function isNotBegun({kind, status, words = '', detail = ''}: Failure): boolean {
  if (kind !== 'data' || status !== 400) return false;
  return LOCKED.test(words) || LOCKED.test(detail) || TOO_FAST.test(detail);
}
