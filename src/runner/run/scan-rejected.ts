import {Failure} from '../../core/failure';
import type {Mapping} from '../../write/mapping/mapping';
import type {RejectedSource} from './rejected-source';

/** What is rejected of one mapping. */
export interface ReplayPart {
  readonly mapping: Mapping;
  /** Records that can be sent. */
  readonly records: number;
}

/** Rejected records, looked through once. */
interface ScannedRecords {
  readonly parts: readonly ReplayPart[];
  /** Records in which a secret was replaced by stars: they cannot be sent. */
  readonly masked: number;
}

/**
 * Reads the whole source before anything is sent.
 * @throws Failure `config` for a broken line, or a record that no mapping takes.
 */
export async function scanRejected(
  source: RejectedSource,
  mappings: readonly Mapping[],
): Promise<ScannedRecords> {
  const counts = new Map<Mapping, number>();
  let masked = 0;
  for await (const one of source.records()) {
    const {stream, object, masked: isMasked} = one;
    const mapping = mappings.find((each) => each.stream === stream && each.object === object);
    if (!mapping) {
      throw new Failure({
        kind: 'config',
        message: `${source.nameOf(one)} holds a record of ${stream} for ${object}, for which the run file has no mapping. Give the run file that wrote this file with --config.`,
      });
    }
    if (isMasked) masked += 1;
    else counts.set(mapping, (counts.get(mapping) ?? 0) + 1);
  }
  return {parts: [...counts].map(([mapping, records]) => ({mapping, records})), masked};
}
