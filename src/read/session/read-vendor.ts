import {Failure} from '../../core/failure';
import {concernsVendor} from '../concerns-vendor';
import type {VendorJobs} from './match-selection';
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

function notRead(vendor: string, cause: Failure): Failure {
  return new Failure({
    kind: cause.kind,
    message: `Not read, because reading from ${vendor} had to stop: ${cause.message}`,
    cause,
    ...(cause.resetAtMs !== undefined && {resetAtMs: cause.resetAtMs}),
    ...(cause.status !== undefined && {status: cause.status}),
  });
}
