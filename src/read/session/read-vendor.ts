import {Failure} from '../../core/failure';
import type {VendorJobs} from './match-plan';
import {failUnread, readJob} from './read-job';
import type {ReadSession} from './read-session';

/**
 * Reads one vendor's streams, one reader after another: they share the vendor's limits. A failure
 * ends the streams of its reader; one that would meet the others as well ends them too.
 */
export async function readVendor(session: ReadSession, {vendor, jobs}: VendorJobs): Promise<void> {
  let stop: Failure | undefined;
  for (const job of jobs) {
    if (session.hungUp() !== undefined) return;
    if (stop === undefined) {
      const failure = await readJob(session, vendor, job);
      if (failure !== undefined && concernsVendor(failure)) stop = failure;
    } else {
      await failUnread(session, job, notRead(vendor, stop));
    }
  }
}

/**
 * A refused credential, wrong settings and a used-up quota meet every stream of the vendor. Not so
 * what one endpoint answered: a missing right (403) or a missing endpoint says nothing of others.
 */
function concernsVendor(failure: Failure): boolean {
  switch (failure.kind) {
    case 'auth':
      return failure.status !== 403;
    case 'config':
      return failure.status === undefined;
    case 'limited':
      return true;
    case 'transient':
    case 'data':
    case 'system':
      return false;
  }
}

function notRead(vendor: string, cause: Failure): Failure {
  return new Failure({
    kind: cause.kind,
    message: `Not read, because reading from ${vendor} had to stop: ${cause.message}`,
    cause,
    ...(cause.resetAtMs !== undefined && {resetAtMs: cause.resetAtMs}),
    ...(cause.status !== undefined && {status: cause.status}),
  });
}
