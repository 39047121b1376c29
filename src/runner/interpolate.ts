import {Failure} from '../core/failure';
import type {Json} from '../core/json';
import {isJsonObject} from '../core/json';

/** Where variables come from, and what to call the file in messages. */
export interface Variables {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly file: string;
}

/**
 * Puts environment variables where texts say `${NAME}`; `$${` stays a plain `${`. Names of
 * properties are left alone.
 * @throws Failure `config` that names variable and place when one is not set.
 */
export function interpolate(value: Json, variables: Variables, place = ''): Json {
  if (typeof value === 'string') return interpolateText(value, variables, place);
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => interpolate(item, variables, `${place}[${index}]`));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      item === undefined
        ? item
        : interpolate(item, variables, place === '' ? name : `${place}.${name}`),
    ]),
  );
}

function interpolateText(text: string, variables: Variables, place: string): string {
  return text.replace(/\$(\$\{)|\$\{([^}]*)\}/g, (_, escaped: string | undefined, name: string) => {
    if (escaped !== undefined) return escaped;
    const value = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? variables.values[name] : undefined;
    if (value !== undefined) return value;
    throw new Failure({
      kind: 'config',
      message: `${variables.file}: "${place}" asks for the environment variable ${name}, which is not set. Set it, or write $\${ where a plain \${ is meant.`,
    });
  });
}
