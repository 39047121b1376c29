import {parseExactJson} from '../../core/exact-json';
import {isJsonObject} from '../../core/json';
import type {JsonObject} from '../../core/json';

/** A row of a model as it is sent, or why it cannot be. */
interface ParsedRow {
  readonly row: JsonObject;
  /** A sentence. */
  readonly problem?: string;
}

/** DuckDB's JSON type knows numbers that JSON lacks; texts come first, so that they stay whole. */
const TEXT_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|([+-]?)(nan|inf(?:inity)?)/gi;

/**
 * Reads what `rowJsonSql` wrote. A cell of DuckDB's type JSON may hold what is no JSON: NaN and the
 * infinities become text, as they do in columns of their own; a comma too many makes the row faulty.
 */
export function parseRow(text: string): ParsedRow {
  const row = parse(text) ?? parse(withoutNan(text));
  if (row !== undefined) return {row};
  return {
    row: {row: text},
    problem:
      'A column of type JSON contains text that is not valid JSON although DuckDB accepts it, such as a list with an extra comma; correct it, or send it as text (cast it to VARCHAR).',
  };
}

function parse(text: string): JsonObject | undefined {
  try {
    const value = parseExactJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Expected here: the caller looks at what else it may be.
    return undefined;
  }
}

function withoutNan(text: string): string {
  return text.replace(TEXT_OR_NO_NUMBER, (found, sign: string, name: string | undefined) => {
    if (name === undefined) return found;
    return `"${sign === '-' ? '-' : ''}${name.toLowerCase().slice(0, 3)}"`;
  });
}
