/** Signs that could end a script element or a line of a program, as JSON escapes them. */
const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/**
 * JSON text that stands in a script element of HTML and cannot leave it, regardless of the values; it is
 * still the same JSON. Lone surrogates are escaped by `JSON.stringify` itself, so that it is always UTF-8.
 */
export function embedJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>\u2028\u2029]/g, (sign) => ESCAPES[sign] ?? sign);
}
