import {isJsonObject} from '../../core/json';
import type {JsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import {discardRejectedRecords} from './discard-rejected-records';
import type {RejectedRecords} from './rejected-records';
import {createRejectedRecordsFile} from './rejected-records-file';

/** The configuration's `rejected_records`, defaults filled in. */
interface RejectedSettings {
  /** As it is written; undefined where the section names none. */
  readonly directory: string | undefined;
  /** 0 to 100. */
  readonly percentMax: number;
  readonly maxBytes: number | undefined;
}

/** Reads the section of a destination's checked configuration. */
export function readRejectedSettings(config: JsonObject): RejectedSettings {
  const section = config['rejected_records'];
  const settings = isJsonObject(section) ? section : {};
  const {directory, max_percent: percent, max_megabytes: megabytes} = settings;
  return {
    directory: typeof directory === 'string' && directory !== '' ? directory : undefined,
    percentMax: typeof percent === 'number' ? percent : 100,
    maxBytes: typeof megabytes === 'number' ? megabytes * 1_000_000 : undefined,
  };
}

/** Opens the file of rejected records; nothing is kept without a directory, nor in a dry run. */
export async function openRejectedRecords(options: {
  /** Undefined: rejected records are not wanted. */
  readonly directory: string | undefined;
  readonly settings: Pick<RejectedSettings, 'maxBytes'>;
  /** Begins the file's name. */
  readonly program: string;
  readonly dryRun: boolean;
  readonly kit: Kit;
}): Promise<RejectedRecords> {
  const {directory, settings, program, dryRun, kit} = options;
  if (dryRun || directory === undefined) return discardRejectedRecords();
  const {maxBytes} = settings;
  return createRejectedRecordsFile({
    directory,
    nameParts: [program],
    ...(maxBytes !== undefined && {maxBytes}),
    kit,
  });
}
