import {mkdirSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';

/**
 * Makes a folder with those around it. Throws the system's error where that cannot be: `mkdir` with
 * `recursive` tries for ever where a folder is there and nothing can be made in it, as in `/proc`.
 */
export function makeDirectory(path: string, mode?: number): void {
  const missing: string[] = [];
  let at = resolve(path);
  while (!isThere(at)) {
    missing.push(at);
    if (dirname(at) === at) break;
    at = dirname(at);
  }
  for (const directory of missing.reverse()) makeOne(directory, mode);
}

function makeOne(directory: string, mode: number | undefined): void {
  try {
    mkdirSync(directory, mode === undefined ? {} : {mode});
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (statSync(directory, {throwIfNoEntry: false})?.isDirectory() !== true) throw error;
  }
}

function isThere(path: string): boolean {
  try {
    return statSync(path, {throwIfNoEntry: false}) !== undefined;
  } catch (error) {
    // Below a file, or where nobody may look: making it says the same in the system's words.
    if (isSystemError(error)) return false;
    throw error;
  }
}

function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error;
}
