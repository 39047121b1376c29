import {readFileSync, readdirSync} from 'node:fs';
import {join, relative, sep} from 'node:path';
import {parse} from 'yaml';
import {isJsonObject, type JsonObject} from '../../../src/core/json';

/** The project's folder. */
export const root = join(__dirname, '..', '..', '..');

/** A file of the project as text; its path is given from the root. */
export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** A file of JSON or YAML that holds an object. */
export function readProjectObject(path: string): JsonObject {
  const value: unknown = parse(readProjectFile(path));
  if (isJsonObject(value)) return value;
  throw new Error(`${path} holds no object`);
}

/** A member that must be a text. */
export function textOf(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value === 'string') return value;
  throw new Error(`${name} is no text`);
}

/** Paths of the files below a folder, from the root and with `/`, in order. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), {withFileTypes: true, recursive: true})
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.includes('node_modules'))
    .sort();
}
