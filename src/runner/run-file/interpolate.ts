import {resolve} from 'node:path';
import {readTextFile} from '../../config/read-text-file';
import {Failure} from '../../core/failure';
import type {Json} from '../../core/json';
import {isJsonObject} from '../../core/json';
import {placeText, type Mistake, type Place} from '../../core/mistake';
import {mistakesFailure} from '../../core/refusal';
import type {SecretMask} from '../../core/secrets/secret-mask';

/** Where variables come from, and what to call the file in messages. */
interface Variables {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly file: string;
  /** Where the paths of `${file:PATH}` begin. Default: the working directory. */
  readonly directory?: string;
  /** Learns what came out of files, and variables that are called like secrets. */
  readonly mask?: SecretMask;
  /** The line on which a text stands in the value at a place, when that is known. */
  readonly lineOf?: (place: Place, text: string) => number | undefined;
  /** Hears of what is not there, which then stays as it is written. Default: it is thrown. */
  readonly refuse?: (mistake: Mistake) => void;
}

/** `$${`, or `${…}` with what stands inside. */
const VARIABLE = /\$(\$\{)|\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const FILE = /^file:(.+)$/s;

/** Variables that hold secrets wherever they are used, in the SQL of a model, for example. */
const SECRET_NAME = /PASS|PWD|SECRET|TOKEN|CREDENTIAL|DSN|(API|INTEGRATION|ACCESS|PRIVATE)_?KEY/i;

/**
 * Puts environment variables where texts say `${NAME}`, and a file's content, without its last
 * newline, where they say `${file:PATH}`; `$${` stays a plain `${`. Names of properties are left
 * alone.
 * @throws Failure `config` that names file, line and place when one is not there.
 */
export function interpolate(value: Json, variables: Variables, place: Place = []): Json {
  if (typeof value === 'string') return interpolateText(value, variables, place);
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => interpolate(item, variables, [...place, index]));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      item === undefined ? item : interpolate(item, variables, [...place, name]),
    ]),
  );
}

/** The same for a text that is a file of its own, such as SQL. */
export function interpolateFile(text: string, variables: Variables): string {
  const lineOf = (_: Place, found: string): number =>
    text.slice(0, text.indexOf(found)).split('\n').length;
  return interpolateText(text, {...variables, lineOf}, []);
}

function interpolateText(text: string, variables: Variables, place: Place): string {
  return text.replace(VARIABLE, (found, escaped: string | undefined, name: string) => {
    if (escaped !== undefined) return escaped;
    const path = FILE.exec(name)?.[1];
    if (path !== undefined) return contentOf(path, {found, place}, variables);
    const value = NAME.test(name) ? variables.values[name] : undefined;
    if (value === undefined) return refused(notSet(name), {found, place}, variables);
    if (SECRET_NAME.test(name)) variables.mask?.add(value);
    return value;
  });
}

/** Where a variable is used. */
interface Use {
  readonly found: string;
  readonly place: Place;
}

function contentOf(path: string, use: Use, variables: Variables): string {
  const file = resolve(variables.directory ?? '.', path);
  try {
    const content = readTextFile(file, 'secret').replace(/\r?\n$/, '');
    variables.mask?.add(content);
    return content;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return refused(`asks for the content of a file. ${error.message}`, use, variables);
  }
}

function notSet(name: string): string {
  return NAME.test(name)
    ? `asks for the environment variable ${name}, which is not set. Set it, or write $\${ for a plain \${.`
    : `contains \${…} with text that is not the name of a variable. Write \${NAME} or \${file:PATH}, or $\${ for a plain \${.`;
}

function refused(what: string, {found, place}: Use, variables: Variables): string {
  const line = variables.lineOf?.(place, found);
  const owner = place.length === 0 ? 'the file' : `"${placeText(place)}"`;
  const mistake: Mistake = {
    file: variables.file,
    ...(line !== undefined && {line}),
    ...{place, sentence: `${owner} ${what}`},
  };
  if (variables.refuse === undefined) throw mistakesFailure([mistake]);
  variables.refuse(mistake);
  return found;
}
