import {mkdir, stat} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {errorCode} from './file-failure';

/**
 * Makes a directory and those above it. The recursive mode of Node.js is not used: where a
 * directory exists in which nothing can be made (`/proc`), it tries for ever.
 * @throws the file system's error of the first one that cannot be made.
 */
export async function makeDirectory(path: string, mode: number): Promise<void> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isDirectory(at)); at = dirname(at)) missing.unshift(at);
  for (const at of missing) await makeOne(at, mode);
}

/** False when there is nothing; throws for what is there and is no directory. */
async function isDirectory(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT' && path !== dirname(path)) return false;
    throw error;
  }
  throw Object.assign(new Error(`${path} is not a directory`), {code: 'ENOTDIR'});
}

/** Another process may have made it meanwhile. */
async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, {mode});
  } catch (error) {
    if (errorCode(error) !== 'EEXIST' || !(await isDirectory(path))) throw error;
  }
}
