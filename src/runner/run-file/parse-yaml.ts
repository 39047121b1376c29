import type {Document} from 'yaml';
import {isNode, parseDocument} from 'yaml';
import {Failure} from '../../core/failure';
import type {Json} from '../../core/json';

/** A YAML text, parsed. */
export interface ParsedYaml {
  readonly value: Json;
  /** The 1-based line on which a text stands in the value at a place; undefined when it is not found. */
  readonly lineOf: (place: readonly (string | number)[], text: string) => number | undefined;
}

/**
 * The value of a YAML text; JSON is YAML, too. Malformed text, also a name that stands twice, is a
 * `config` failure that names file, line and column and never quotes the text.
 */
export function parseYaml(text: string, path: string, what: string): Json {
  return parseYamlWithLines(text, path, what).value;
}

/** As `parseYaml`, for those who have something to say about a value. */
export function parseYamlWithLines(text: string, path: string, what: string): ParsedYaml {
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
  const value = document.toJS() as Json;
  return {value, lineOf: (place, found) => lineOf({document, text}, place, found)};
}

function lineOf(
  {document, text}: {readonly document: Document.Parsed; readonly text: string},
  place: readonly (string | number)[],
  found: string,
): number | undefined {
  const node = document.getIn(place, true);
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const at = text.slice(start, end).indexOf(found);
  return text.slice(0, start + Math.max(0, at)).split('\n').length;
}
