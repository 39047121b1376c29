import {dirname, resolve} from 'node:path';
import {readTextFile} from '../../config/read-text-file';
import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import {interpolate} from './interpolate';
import {parseYamlWithLines} from './parse-yaml';

/**
 * The path of a run file's warehouse. Nothing else of the file is looked at: who looks back needs no
 * credential.
 * @throws Failure `config` when the file is not there, is no YAML, or names no warehouse.
 */
export function findWarehouse(
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const {value, lineOf} = parseYamlWithLines(readTextFile(path, 'run'), path, 'run file');
  const section = isJsonObject(value) ? value['warehouse'] : undefined;
  const named = isJsonObject(section) ? section['path'] : undefined;
  if (typeof named !== 'string' || named === '') {
    throw new Failure({
      kind: 'config',
      message: `The run file ${path} has no "warehouse.path", the DuckDB file that holds what runs did. Give it, or check that ${path} is a run file.`,
    });
  }
  const directory = dirname(resolve(path));
  const place = ['warehouse', 'path'];
  const found = interpolate(named, {values: environment, file: path, directory, lineOf}, place);
  return resolve(directory, typeof found === 'string' ? found : named);
}
