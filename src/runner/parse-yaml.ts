import {parseDocument} from 'yaml';
import {Failure} from '../core/failure';
import type {Json} from '../core/json';

/**
 * The value of a YAML text; JSON is YAML, too. Malformed text, also a name that stands twice, is a
 * `config` failure that names file, line and column and never quotes the text.
 */
export function parseYaml(text: string, path: string, what: string): Json {
  const document = parseDocument(text, {prettyErrors: true, uniqueKeys: true});
  const error = document.errors[0];
  if (error) {
    const at = error.linePos?.[0];
    const where = at ? ` at line ${at.line}, column ${at.col}` : '';
    const first = (error.message.split('\n', 1)[0] ?? '').replace(
      / at line \d+, column \d+:?$/,
      '',
    );
    throw new Failure({
      kind: 'config',
      message: `The ${what} ${path} is not valid YAML${where}: ${first}. Correct the file.`,
    });
  }
  // A core-schema document without custom tags holds JSON's types only; dates stay text.
  return document.toJS() as Json;
}
