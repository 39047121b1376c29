import {Failure} from '../core/failure';
import {classOf, readDuckdbError, safeWords} from './duckdb-error';
import type {DuckdbError} from './duckdb-error';

/**
 * What DuckDB says when a warehouse file cannot be opened, as a sentence with a next step. That
 * another process holds it passes by itself, so a scheduler may try again; all else is `config`.
 */
export function openFailure(path: string, error: unknown): Failure {
  const words = firstLine(error);
  const kind = isHeld(words) ? 'transient' : 'config';
  return new Failure({kind, message: openSentence(path, words), cause: error});
}

/** Opening a file quotes no value of a record; what comes after the first line is advice. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}

function isHeld(words: string): boolean {
  return words.includes('Could not set lock');
}

function openSentence(path: string, words: string): string {
  if (isHeld(words)) {
    const holder = /\(PID (\d+)\)/.exec(words)?.[1];
    const who = holder === undefined ? 'another process' : `another process (PID ${holder})`;
    return `The warehouse ${path} is in use by ${who}; wait until that process has ended, or close the file there, and run again.`;
  }
  if (words.includes('not a valid DuckDB database file')) {
    return `The warehouse ${path} is not a DuckDB file; choose another file, or a new one to be created.`;
  }
  if (words.includes('Is a directory')) {
    return `The warehouse ${path} is a directory; give the path of a file in it.`;
  }
  if (/no such file or directory/i.test(words)) {
    return `The folder of the warehouse ${path} does not exist; create it, or choose another file.`;
  }
  if (/permission denied|read-only/i.test(words)) {
    return `The warehouse ${path} cannot be read or written; check the permissions of the file and its folder.`;
  }
  return `The warehouse ${path} cannot be opened (${words}); check the file, or choose another one.`;
}

/**
 * A statement of our own that failed. `detail` begins with DuckDB's kind of error; no part of a
 * record is in it or in the sentence.
 */
export function statementFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  const error = readDuckdbError(thrown);
  const detail = safeWords(error);
  switch (classOf(error)) {
    case 'disk':
    case 'memory':
    case 'held':
      return spaceFailure(error);
    case 'interrupted':
      return new Failure({
        kind: 'transient',
        detail,
        message: 'A statement of the warehouse was interrupted; run again.',
      });
    case 'data':
      return new Failure({
        kind: 'data',
        detail,
        message: `The warehouse could not take a value (${detail}). Saved data is not lost; please report it.`,
      });
    case 'sql':
    case 'outside':
    case 'other':
      return new Failure({
        kind: 'system',
        detail,
        message: `The warehouse could not carry out a statement (${detail}). Saved data is not lost; run again, and report it if it happens again.`,
      });
  }
}

/** The machine has no room, or another process has the file. */
export function spaceFailure(error: DuckdbError): Failure {
  const detail = safeWords(error);
  switch (classOf(error)) {
    case 'disk':
      return new Failure({
        kind: 'system',
        detail,
        message:
          'The disk of the warehouse is full: free some space, or move the warehouse, and run again. Saved data is not lost.',
      });
    case 'held':
      return new Failure({
        kind: 'transient',
        detail,
        message:
          'Another process uses a database file; wait until it has ended, or close the file there, and run again.',
      });
    default:
      return new Failure({
        kind: 'system',
        detail,
        message:
          'DuckDB needed more memory than it may use: raise "warehouse.memory_mb", or change the model to read less data, and run again. Saved data is not lost.',
      });
  }
}
