import {dirname, resolve} from 'node:path';
import {readTextFile} from '../../config/read-text-file';
import type {JsonObject} from '../../core/json';
import type {Locate, Mistake, Place} from '../../core/mistake';
import type {FillCell} from '../../people/people-settings';
import {interpolate, interpolateFile} from './interpolate';
import {attempt, isUnset, type Reading} from './reading';

/** The SQL of a section, inline or in a file of its own; empty where that is not known. */
export function sqlAt(
  read: Reading,
  section: JsonObject,
  {place, locate}: {readonly place: Place; readonly locate: Locate},
): string {
  const file = section['sql_file'];
  if (typeof file === 'string') return sqlOf(read, {file, place, locate});
  const sql = section['sql'];
  return typeof sql === 'string' && !isUnset(read, locate, [...place, 'sql']) ? sql : '';
}

/** Marks the model when its file has a mistake, and gives nothing then. */
function sqlOf(
  read: Reading,
  what: {readonly file: string; readonly place: Place; readonly locate: Locate},
): string {
  const at = [...what.place, 'sql_file'];
  if (isUnset(read, what.locate, at)) return '';
  const before = read.mistakes.length;
  const sql = attempt(read, () => sqlIn(read, resolve(read.directory, what.file))) ?? '';
  const found = read.mistakes.splice(before);
  for (const mistake of found) {
    const where = mistake.file === undefined ? what.locate(at) : {};
    read.mistakes.push({...mistake, ...where, place: at});
  }
  // What DuckDB says of SQL without its variables only follows from them.
  return found.length > 0 ? '' : sql;
}

function sqlIn({mask, values, mistakes}: Reading, path: string): string {
  const directory = dirname(resolve(path));
  const refuse = (mistake: Mistake): void => void mistakes.push(mistake);
  const variables = {values, file: path, directory, mask, refuse};
  return interpolateFile(readTextFile(path, 'SQL'), variables);
}

/** Puts variables into the cells of a CSV file; paths in it begin at its own folder. */
export function cellsIn({values, mask}: Reading): FillCell {
  return (cell, {file, line}) => {
    const directory = dirname(resolve(file));
    const filled = interpolate(cell, {values, file, directory, mask, lineOf: () => line});
    return typeof filled === 'string' ? filled : cell;
  };
}
