import {dirname, resolve} from 'node:path';
import type {JsonObject} from '../core/json';
import {isJsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {RejectedRecords} from '../write/rejected-records';
import {createRejectedRecordsFile} from '../write/rejected-records-file';
import {defaultRejectedDirectory} from './open-run';
import type {RunFile} from './run-file';

/** Opens the run's file of rejected records; a dry run keeps none. */
export function openRejectedRecords(options: {
  readonly runFile: RunFile;
  readonly dryRun: boolean;
  readonly kit: Kit;
}): Promise<RejectedRecords> {
  const {runFile, dryRun, kit} = options;
  if (dryRun) return Promise.resolve(keepNothing());
  const section = sectionOf(runFile);
  const named = section['directory'];
  const megabytes = section['max_megabytes'];
  return createRejectedRecordsFile({
    directory:
      typeof named === 'string'
        ? resolve(dirname(runFile.path), named)
        : defaultRejectedDirectory(runFile),
    nameParts: ['user-sync'],
    ...(typeof megabytes === 'number' && {maxBytes: megabytes * 1_000_000}),
    kit,
  });
}

/** Share of a model's rows, 0 to 100, that may be rejected. */
export function rejectedPercentMaxOf(runFile: RunFile): number {
  const percent = sectionOf(runFile)['max_percent'];
  return typeof percent === 'number' ? percent : 100;
}

function sectionOf(runFile: RunFile): JsonObject {
  const section = runFile.destination.config['rejected_records'];
  return isJsonObject(section) ? section : {};
}

/** For a dry run: what would be rejected is told in the plan. */
function keepNothing(): RejectedRecords {
  return {
    keep: () => Promise.resolve(),
    location: () => undefined,
    close: () => Promise.resolve(),
  };
}
