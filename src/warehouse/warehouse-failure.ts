import {Failure} from '../core/failure';

/**
 * DuckDB's own words, fit for a user and a log: the first line only (the rest is an excerpt of the
 * SQL), and for errors about values without the value, which may be somebody's address.
 */
export function duckdbWords(error: unknown): string {
  const text = isMessage(error) ? error.message : String(error);
  const line = (text.split('\n', 1)[0] ?? text).replace(/^Failed to extract statements: /, '');
  const aboutValues = /^(Conversion|Invalid Input|Out of Range|Constraint) Error/.test(line);
  return aboutValues ? line.replace(/'[^']*'|"[^"]*"/g, '…') : line;
}

function isMessage(error: unknown): error is {readonly message: string} {
  return typeof error === 'object' && error !== null && 'message' in error;
}

/**
 * What DuckDB says when a warehouse file cannot be opened, as a sentence with a next step. That
 * another process holds it mends itself, so a scheduler may try again; all else is `config`.
 */
export function openFailure(path: string, error: unknown): Failure {
  const words = duckdbWords(error);
  const kind = isHeld(words) ? 'transient' : 'config';
  return new Failure({kind, message: openSentence(path, words), cause: error});
}

function isHeld(words: string): boolean {
  return words.includes('Could not set lock');
}

function openSentence(path: string, words: string): string {
  if (isHeld(words)) {
    const holder = /\(PID (\d+)\)/.exec(words)?.[1];
    const who = holder === undefined ? 'another process' : `another process (PID ${holder})`;
    return `The warehouse ${path} is held by ${who}; wait until that has ended, or close it there, and run again.`;
  }
  if (words.includes('not a valid DuckDB database file')) {
    return `The warehouse ${path} is not a DuckDB file; name another file, or a new one to be created.`;
  }
  if (words.includes('Is a directory')) {
    return `The warehouse ${path} is a directory; name a file in it.`;
  }
  if (words.includes('No such file or directory')) {
    return `The folder of the warehouse ${path} does not exist; create it, or name another file.`;
  }
  if (/permission denied|read-only/i.test(words)) {
    return `The warehouse ${path} cannot be read or written; check the rights of the file and its folder.`;
  }
  return `The warehouse ${path} cannot be opened (${words}); check the file, or name another one.`;
}

/** A statement that failed: the disk, the memory, or a bug; `detail` holds DuckDB's own words. */
export function statementFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const words = duckdbWords(error);
  const advice = /^Out of Memory/i.test(words)
    ? 'Give it more with `warehouse.memory_mb`.'
    : 'Check the space on the disk and run again; nothing that was saved is lost.';
  return new Failure({
    kind: 'system',
    detail: words,
    message: `The warehouse could not carry out a statement (${words}). ${advice}`,
    cause: error,
  });
}
