import {dirname, resolve} from 'node:path';
import type {Kit} from '../../core/kit';
import type {RejectedRecords} from '../../write/rejected/rejected-records';
import {
  openRejectedRecords as openFile,
  readRejectedSettings,
} from '../../write/rejected/rejected-settings';
import {defaultRejectedDirectory} from './open-run';
import type {RunFile} from '../run-file/run-file';

/**
 * Opens the file of rejected records; a dry run keeps none. The warehouse has them all, so a run writes a
 * file only where the run file asks for it (`asked`); a replay of a file does it `always`.
 */
export function openRejectedRecords(
  options: {readonly runFile: RunFile; readonly dryRun: boolean; readonly kit: Kit},
  when: 'asked' | 'always',
): Promise<RejectedRecords> {
  const {runFile, dryRun, kit} = options;
  const settings = readRejectedSettings(runFile.destination.config);
  const named = settings.directory && resolve(dirname(runFile.path), settings.directory);
  const directory = named ?? (when === 'always' ? defaultRejectedDirectory(runFile) : undefined);
  return openFile({directory, settings, program: 'user-sync', dryRun, kit});
}

/** Share of a model's rows, 0 to 100, that may be rejected. */
export function rejectedPercentMaxOf(runFile: RunFile): number {
  return readRejectedSettings(runFile.destination.config).percentMax;
}
