import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {type Json, isJsonObject} from '../../core/json';
import {fileFailure} from '../../write/file-failure';

/** A rejected row without its values. */
export interface RejectedKey {
  readonly object: string;
  readonly model: string;
  readonly reason: string;
  readonly message: string;
  readonly key: string;
  /** When it was rejected; '' where that is not known. */
  readonly time: string;
}

/** A page holds at most so many rejected rows; it says how many there are besides. */
const KEYS_MAX = 100_000;

/** The keys in a file of rejected records. */
export async function readRejectedKeys(path: string): Promise<readonly RejectedKey[]> {
  const keys: RejectedKey[] = [];
  const input = createReadStream(path, {encoding: 'utf8'});
  try {
    for await (const line of createInterface({input, crlfDelay: Infinity})) {
      const key = keyIn(line);
      if (key !== undefined) keys.push(key);
      if (keys.length >= KEYS_MAX) break;
    }
  } catch (error) {
    throw fileFailure(`The file of rejected records ${path} cannot be read`, error);
  } finally {
    input.destroy();
  }
  return keys;
}

function keyIn(line: string): RejectedKey | undefined {
  if (line.trim() === '') return undefined;
  // Written by this run.
  const value = JSON.parse(line) as Json;
  if (!isJsonObject(value)) return undefined;
  const text = (name: string): string => {
    const found = value[name];
    return typeof found === 'string' ? found : '';
  };
  return {
    ...{object: text('object'), model: text('stream'), reason: text('reason')},
    ...{message: text('message'), key: text('key'), time: text('time')},
  };
}
