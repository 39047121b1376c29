import {isTombstone} from '../../contract/streams/support/stream-tables';
import {without, type Ignored, type Tables} from './configured-reads';

/** The tables without the rows that are marked as deleted, and without the columns named. */
export function withoutDeleted(tables: Tables, ignored: Ignored): Tables {
  return new Map(
    [...tables].map(([name, rows]) => [
      name,
      new Map(
        [...rows]
          .filter(([, row]) => !isTombstone(row))
          .map(([key, row]) => [key, without(row, ignored[name] ?? [])]),
      ),
    ]),
  );
}
