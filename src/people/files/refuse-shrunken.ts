import {Failure} from '../../core/failure';
import type {Database} from '../../warehouse/database';
import {saveSetting, settingOf} from '../graph/people-tables';

/** The part of its rows that a file may lose between two audits. */
const LOSS_MAX = 0.05;

/** Rows of each file, by what it is called. */
export type FileCounts = ReadonlyMap<string, number>;

/** @throws Failure `config` when a file lost more rows since the last audit than it may. */
export async function refuseShrunken(database: Database, counts: FileCounts): Promise<void> {
  for (const [what, rows] of counts) {
    const before = Number((await settingOf(database, `rows of ${what}`)) ?? 0);
    if (rows >= before * (1 - LOSS_MAX)) continue;
    throw new Failure({
      kind: 'config',
      message: `The ${what} has ${rows} rows and had ${before} at the last audit, a loss of more than 5 %. Look whether it is complete; when it is, run user-sync audit once with --allow-shrink.`,
    });
  }
}

/** Keeps the counts for the next audit. */
export async function keepCounts(database: Database, counts: FileCounts): Promise<void> {
  for (const [what, rows] of counts) await saveSetting(database, `rows of ${what}`, String(rows));
}
