/** What may stand beside an id that is named without quotes. */
const BOUNDARY = /[\s"'`,;:=()[\]{}<>]/;
/** Signs that JSON writes in another way. */
const ESCAPED_IN_JSON = /["\\\n\r\t]/;
/** Shorter ids are too likely to be part of something else. */
const BARE_LENGTH_MIN = 4;

/**
 * Finds the one id that an error text names. In quotes every id counts; bare only an id that cannot
 * be a word or a number of the sentence, and that stands by itself. Undefined when no id is named, or
 * more than one: whoever guesses here would reject the wrong record.
 */
export function findNamedId(
  text: string,
  ids: Iterable<string>,
  fieldNames: ReadonlySet<string>,
): string | undefined {
  let found: string | undefined;
  for (const id of ids) {
    if (fieldNames.has(id) || !isNamed(text, id)) continue;
    if (found !== undefined) return undefined;
    found = id;
  }
  return found;
}

function isNamed(text: string, id: string): boolean {
  if (!text.includes(id)) return ESCAPED_IN_JSON.test(id) && text.includes(JSON.stringify(id));
  if (text.includes(`"${id}"`) || text.includes(`'${id}'`)) return true;
  if (id.length < BARE_LENGTH_MIN || classes(id) < 2) return false;
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    const after = text.slice(at + id.length).replace(/^[.!?]+(?=\s|$)/, '');
    if (isBoundary(text.charAt(at - 1)) && isBoundary(after.charAt(0))) return true;
  }
  return false;
}

/** True for a sign beside an id, and for the start or end of the text. */
function isBoundary(sign: string): boolean {
  return sign === '' || BOUNDARY.test(sign);
}

/** How many of letters, digits and signs an id is made of. */
function classes(id: string): number {
  return [/\p{L}/u, /\p{N}/u, /[^\p{L}\p{N}\s]/u].filter((kind) => kind.test(id)).length;
}
