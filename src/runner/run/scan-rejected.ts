import {Failure} from '../../core/failure';
import type {Mapping} from '../../write/mapping/mapping';
import {readRejectedRecords} from '../../write/rejected/read-rejected-records';

/** What a file of rejected records holds for one mapping. */
export interface ReplayPart {
  readonly mapping: Mapping;
  /** Records that can be sent. */
  readonly records: number;
}

/** A file of rejected records, looked through once. */
interface ScannedFile {
  readonly parts: readonly ReplayPart[];
  /** Records in which a secret was replaced by stars: they cannot be sent. */
  readonly masked: number;
}

/**
 * Reads the whole file before anything is sent.
 * @throws Failure `config` for a broken line, or a record that no mapping takes.
 */
export async function scanRejected(
  path: string,
  mappings: readonly Mapping[],
): Promise<ScannedFile> {
  const counts = new Map<Mapping, number>();
  let masked = 0;
  for await (const {line, stream, object, masked: isMasked} of readRejectedRecords(path)) {
    const mapping = mappings.find((one) => one.stream === stream && one.object === object);
    if (!mapping) {
      throw new Failure({
        kind: 'config',
        message: `Line ${line} of ${path} holds a record of ${stream} for ${object}, for which the run file has no mapping. Give the run file that wrote this file with --config.`,
      });
    }
    if (isMasked) masked += 1;
    else counts.set(mapping, (counts.get(mapping) ?? 0) + 1);
  }
  return {parts: [...counts].map(([mapping, records]) => ({mapping, records})), masked};
}
