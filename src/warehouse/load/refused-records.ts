import {parseExactJson} from '../../core/exact-json';
import {ExactNumber} from '../../core/exact-number';
import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {StreamTable} from './stream-table';

/** Keys that a message names. */
const NAMED_MAX = 3;

/** Records of a stream that the warehouse could not take. */
export interface RefusedRecords {
  readonly count: number;
  /** The first ones by their keys, as far as they have one. */
  readonly named: readonly string[];
}

/** Adds records, given as texts, to those before. */
export function addRefused(
  before: RefusedRecords | undefined,
  table: StreamTable,
  texts: readonly string[],
): RefusedRecords {
  const named = texts.slice(0, NAMED_MAX).flatMap((text) => keyOf(table, text) ?? []);
  return {
    count: (before?.count ?? 0) + texts.length,
    named: [...new Set([...(before?.named ?? []), ...named])].slice(0, NAMED_MAX),
  };
}

/** How the stream ends because of them: with their number and keys, and nothing of what they hold. */
export function refusedFailure(stream: string, {count, named}: RefusedRecords): Failure {
  const some = count > named.length ? 'among them ' : '';
  const names = named.length > 0 ? ` (${some}${named.join('; ')})` : '';
  const many = count === 1 ? '1 record' : `${count} records`;
  return new Failure({
    kind: 'data',
    message:
      `The warehouse could not take ${many} of ${stream}${names}: a value does not fit its column's ` +
      `type, or the text is not well-formed. All other records were loaded. Correct the value at the ` +
      `vendor, or report it; the next run reads from the last state of ${stream} again.`,
  });
}

function keyOf({primaryKey}: StreamTable, text: string): string | undefined {
  const record = parse(text);
  const parts = primaryKey.map((column) => {
    const value: unknown = isJsonObject(record) ? record[column] : undefined;
    const isPlain = ['string', 'number'].includes(typeof value) || value instanceof ExactNumber;
    return isPlain ? `${column} ${jsonText(value)}` : undefined;
  });
  return parts.every((part) => part !== undefined) ? parts.join(', ') : undefined;
}

function parse(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    // A text that nobody can read has no key either.
    return undefined;
  }
}
