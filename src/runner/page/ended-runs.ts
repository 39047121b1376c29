import type {Database} from '../../warehouse/database';
import {hasHistory, readReport, readRuns} from '../../warehouse/history/read-history';
import type {RunReport} from '../report/report';

/** Runs in a page's strip. */
export const RUNS_MAX = 30;

/** A run of which the report is known. */
export interface ReportedRun {
  /** Null: it has none. */
  readonly id: string | null;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly report: RunReport;
}

/** A run of which the history keeps the report, and the version that made it. */
type EndedRun = ReportedRun & {readonly version: string};

/**
 * The last runs of the whole file, the oldest first; a replay and a run that was killed have no page.
 * A warehouse without a history has none.
 */
export async function endedRuns(database: Database): Promise<readonly EndedRun[]> {
  if (!(await hasHistory(database))) return [];
  const runs = (await readRuns(database, 10 * RUNS_MAX))
    .filter(({command, ended}) => command === 'run' && ended !== null)
    .slice(0, RUNS_MAX);
  const reported: EndedRun[] = [];
  for (const {run_id: id, started, version} of runs.reverse()) {
    const found = await readReport(database, id);
    // A run of this program wrote it as it stands.
    if (found) reported.push({id, started, version, report: found.report as unknown as RunReport});
  }
  return reported;
}
