import type {Log} from '../../core/log';
import {costsText} from '../../write/planned-costs';
import type {ObjectSummary, WriteSummary} from '../../write/session/session';

/** Logs one line per object with every count, and where the rejected records are. */
export function logSummary(
  log: Log,
  report: {
    readonly summary: WriteSummary;
    readonly dryRun: boolean;
    /** File of the rejected records, if any were kept. */
    readonly rejectedAt: string | undefined;
  },
): void {
  for (const object of report.summary.objects) log('INFO', objectLine(object, report.dryRun));
  if (report.rejectedAt !== undefined) {
    log(
      'INFO',
      `Rejected records are kept in ${report.rejectedAt}. Fix the cause, then run: user-sync replay ${report.rejectedAt} --config RUN.yaml (a run file with the same destination)`,
    );
  }
}

function objectLine(object: ObjectSummary, dryRun: boolean): string {
  const reasons = Object.entries(object.rejectedByReason)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ');
  const parts = [
    `${object.received} received`,
    `${object.written} ${dryRun ? 'would be written' : 'written'} (${object.created} created)`,
    `${object.unchanged} unchanged`,
    `${object.merged} merged into a later record`,
    `${object.rejected} ${dryRun ? 'would be rejected' : 'rejected'}${reasons ? ` (${reasons})` : ''}`,
    `${object.notTried} not tried`,
    `${object.batches} batches`,
    ...(object.costs ? [`it would need ${costsText(object.costs)}`] : []),
  ];
  return `${dryRun ? 'Dry run, ' : ''}${object.object}: ${parts.join(', ')}.`;
}
