import type {Document, YAMLError} from 'yaml';
import {isMap, isNode, isScalar, isSeq, parseDocument} from 'yaml';
import type {Json} from '../../core/json';
import type {Mistake, Place} from '../../core/mistake';
import {mistakesFailure} from '../../core/refusal';

/** A YAML text, parsed. */
interface ParsedYaml {
  readonly value: Json;
  /** The 1-based line on which a text stands in the value at a place; undefined when it is not found. */
  readonly lineOf: (place: Place, text: string) => number | undefined;
  /** The 1-based line on which a place begins; of what is around it when it is not there itself. */
  readonly lineAt: (place: Place) => number;
  /** The 1-based line on which a text begins, and whether each of its lines is one of the file. */
  readonly textAt: (place: Place) => {readonly line: number; readonly isLinewise: boolean};
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
  const mistakes = mistakesIn(document.errors, path, what);
  if (mistakes.length > 0) throw mistakesFailure(mistakes);
  // A core-schema document without custom tags holds JSON's types only; dates stay text.
  const value = document.toJS() as Json;
  return {
    value,
    lineOf: (place, found) => lineOf({document, text}, place, found),
    lineAt: (place) => lineAt({document, text}, place),
    textAt: (place) => textAt({document, text}, place),
  };
}

/** Names that stand twice, and the first error of another kind: those after it may only follow from it. */
function mistakesIn(errors: readonly YAMLError[], path: string, what: string): readonly Mistake[] {
  const first = errors.find(({code}) => code !== 'DUPLICATE_KEY');
  return errors
    .filter((error) => error === first || error.code === 'DUPLICATE_KEY')
    .map((error) => {
      const at = error.linePos?.[0];
      const where = at ? ` at line ${at.line}, column ${at.col}` : '';
      const words = (error.message.split('\n', 1)[0] ?? '').replace(
        / at line \d+, column \d+:?$/,
        '',
      );
      return {
        place: [],
        sentence: `The ${what} ${path} is not valid YAML${where}: ${words}. Correct the file.`,
      };
    });
}

function lineAt(
  {document, text}: {readonly document: Document.Parsed; readonly text: string},
  place: Place,
): number {
  let node: unknown = document.contents;
  let at = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const step of place) {
    if (isMap(node)) {
      const pair = node.items.find(({key}) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      if (isScalar(pair.key)) at = pair.key.range?.[0] ?? at;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      if (!isNode(node)) break;
      at = node.range?.[0] ?? at;
    } else break;
  }
  return text.slice(0, at).split('\n').length;
}

function textAt(
  {document, text}: {readonly document: Document.Parsed; readonly text: string},
  place: Place,
): {readonly line: number; readonly isLinewise: boolean} {
  const node = document.getIn(place, true);
  if (!isScalar(node) || !node.range) {
    return {line: lineAt({document, text}, place), isLinewise: false};
  }
  const [start, end] = node.range;
  const line = text.slice(0, start).split('\n').length;
  // The text of a block begins below its sign.
  if (node.type === 'BLOCK_LITERAL') return {line: line + 1, isLinewise: true};
  return {line, isLinewise: !text.slice(start, end).includes('\n')};
}

function lineOf(
  {document, text}: {readonly document: Document.Parsed; readonly text: string},
  place: Place,
  found: string,
): number | undefined {
  const node = document.getIn(place, true);
  if (!isNode(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const at = text.slice(start, end).indexOf(found);
  return text.slice(0, start + Math.max(0, at)).split('\n').length;
}
