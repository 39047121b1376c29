import {resolve} from 'node:path';
import {Failure} from '../../core/failure';
import {lastSuccess} from '../../warehouse/history/read-history';
import {lookBack} from '../history/history-command';
import {openMetricsFile, type MetricsFile} from '../report/metrics-file';
import {lastSuccessIn, metricsText, type RunMetrics} from '../report/metrics-text';
import type {RunReport} from '../report/report';
import type {CommandParts} from './command-parts';
import {exitCodeOf, outcomeOfError} from './exit-codes';

/**
 * Does a run and leaves its metrics in a file, regardless of how it ends. Metrics that cannot be written
 * at the end are a warning: the run has happened.
 * @throws Failure `config` before the run when the file cannot be written; what `work` throws.
 */
export async function withMetrics(
  parts: CommandParts,
  {path, metrics}: {readonly path: string; readonly metrics: string | undefined},
  work: () => Promise<RunReport>,
): Promise<RunReport> {
  if (metrics === undefined) return work();
  const file = openMetricsFile(metrics);
  const {clock} = parts.kit;
  const startMs = clock.now();
  const leave = async (ended: Ended): Promise<void> => {
    try {
      const endMs = clock.now();
      const lastSuccessMs = await lastSuccessOf(parts, {path, file, ended, endMs});
      const text = metricsText({
        ...ended,
        ...{file: resolve(path), endMs, durationMs: endMs - startMs, lastSuccessMs},
        exitCode: exitCodeOf(ended.outcome),
        mask: (value) => parts.kit.mask.apply(value),
      });
      file.write(text);
    } catch (error) {
      parts.kit.log('WARN', `The metrics were not written to ${metrics}: ${String(error)}`);
    }
  };
  try {
    const report = await work();
    await leave({outcome: report.outcome, dryRun: report.dry_run, report});
    return report;
  } catch (error) {
    await leave({outcome: outcomeOfError(error, parts.kit.signal), dryRun: false});
    throw error;
  }
}

type Ended = Pick<RunMetrics, 'outcome' | 'dryRun' | 'report'>;

/** The history knows it; where that cannot be opened, the metrics of the run before do. */
async function lastSuccessOf(
  parts: CommandParts,
  what: {
    readonly path: string;
    readonly file: MetricsFile;
    readonly ended: Ended;
    readonly endMs: number;
  },
): Promise<number | undefined> {
  const {path, file, ended, endMs} = what;
  const didItsWork = ended.outcome === 'done' && !ended.dryRun;
  const otherwise = didItsWork ? endMs : lastSuccessIn(file.before);
  try {
    return (await lookBack(parts, path, lastSuccess)) ?? otherwise;
  } catch (error) {
    if (error instanceof Failure) return otherwise;
    throw error;
  }
}
