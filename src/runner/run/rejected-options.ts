import {dirname, resolve} from 'node:path';
import type {Kit} from '../../core/kit';
import type {RejectedRecords} from '../../write/rejected/rejected-records';
import {
  openRejectedRecords as openFile,
  readRejectedSettings,
} from '../../write/rejected/rejected-settings';
import {defaultRejectedDirectory} from './open-run';
import type {RunFile} from '../run-file/run-file';

/** Opens the run's file of rejected records; a dry run keeps none. */
export function openRejectedRecords(options: {
  readonly runFile: RunFile;
  readonly dryRun: boolean;
  readonly kit: Kit;
}): Promise<RejectedRecords> {
  const {runFile, dryRun, kit} = options;
  const settings = readRejectedSettings(runFile.destination.config);
  const directory =
    settings.directory === undefined
      ? defaultRejectedDirectory(runFile)
      : resolve(dirname(runFile.path), settings.directory);
  return openFile({directory, settings, program: 'user-sync', dryRun, kit});
}

/** Share of a model's rows, 0 to 100, that may be rejected. */
export function rejectedPercentMaxOf(runFile: RunFile): number {
  return readRejectedSettings(runFile.destination.config).percentMax;
}
