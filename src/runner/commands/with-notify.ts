import {Failure, toFailure} from '../../core/failure';
import {readRuns} from '../../warehouse/history/read-history';
import {lookBack} from '../history/history-command';
import {tellWebhooks} from '../notify/tell-webhooks';
import type {RunReport} from '../report/report';
import type {RunFile} from '../run-file/run-file';
import type {CommandParts} from './command-parts';
import {outcomeOfError} from './exit-codes';

/** Does a run and tells the run file's webhooks how it ended. Nobody is told of a dry run. */
export async function withNotify(
  parts: CommandParts,
  {
    runFile,
    path,
    dryRun,
  }: {readonly runFile: RunFile; readonly path: string; readonly dryRun: boolean},
  work: () => Promise<RunReport>,
): Promise<RunReport> {
  const {kit} = parts;
  const {webhooks} = runFile;
  if (webhooks.length === 0 || dryRun) return work();
  const about = {path, hadFailed: await hadFailed(parts, path), kit};
  const startMs = kit.clock.now();
  const durationMs = (): number => kit.clock.now() - startMs;
  try {
    const report = await work();
    const {outcome, failure_kinds: kinds} = report;
    await tellWebhooks(webhooks, {outcome, kinds, report, durationMs: durationMs()}, about);
    return report;
  } catch (error) {
    const outcome = outcomeOfError(error, kit.signal);
    const kinds = [toFailure(error).kind];
    const ended = {outcome, kinds, report: undefined, durationMs: durationMs()};
    await tellWebhooks(webhooks, ended, about);
    throw error;
  }
}

/** Whether the run before did not end well, as far as the history knows. */
async function hadFailed(parts: CommandParts, path: string): Promise<boolean> {
  try {
    return await lookBack(parts, path, async (database) => {
      const [last] = await readRuns(database, 1);
      return last !== undefined && !['done', 'interrupted'].includes(last.outcome);
    });
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
