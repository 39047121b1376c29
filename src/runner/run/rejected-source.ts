import {parseExactJson} from '../../core/exact-json';
import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import {MASK} from '../../core/secrets/secret-mask';
import {keptRejectedRows} from '../../warehouse/memory/rejected-rows';
import type {Warehouse} from '../../warehouse/open-warehouse';
import type {Mapping} from '../../write/mapping/mapping';
import {readRejectedRecords, type RejectedRecord} from '../../write/rejected/read-rejected-records';

/** Where the records of a replay come from; they are read once for each mapping, and once before. */
export interface RejectedSource {
  /** For messages: "Line 3 of rejected.jsonl". */
  readonly nameOf: (record: RejectedRecord) => string;
  readonly records: () => AsyncIterable<RejectedRecord>;
}

/** The records of a file that a run has written. */
export function rejectedFile(path: string): RejectedSource {
  return {
    nameOf: ({line}) => `Line ${line} of ${path}`,
    records: () => readRejectedRecords(path),
  };
}

/** The rows that the warehouse keeps as rejected, as far as the run file still sends their models. */
export function rejectedSet(
  warehouse: Warehouse,
  mappings: readonly Pick<Mapping, 'stream' | 'object'>[],
): RejectedSource {
  return {
    nameOf: ({stream}) => `A row of ${stream} in the warehouse`,
    records: async function* () {
      // On its own connection: outcomes are written while the rows are fetched.
      const database = await warehouse.connect();
      try {
        let line = 0;
        for await (const {object, model, reason, record} of keptRejectedRows(database)) {
          line += 1;
          if (!mappings.some((one) => one.stream === model && one.object === object)) continue;
          yield {
            ...{line, object, stream: model, position: line, reason},
            ...{record: recordOf(record), masked: record.includes(MASK)},
          };
        }
      } finally {
        database.close();
      }
    },
  };
}

function recordOf(text: string): RejectedRecord['record'] {
  const value = parseExactJson(text);
  if (isJsonObject(value)) return value;
  throw new Failure({
    kind: 'system',
    message: 'A rejected row of the warehouse is no object. This is a bug; please report it.',
  });
}
