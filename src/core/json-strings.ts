const BACKSLASH = 0x5c;

/** Position of the quote that closes the JSON string begun at `start`, or the text's end where none does. */
export function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

/**
 * The JSON text with each string in it, names of members too, replaced by what `replace` makes of its
 * value. Numbers, structure, and strings that stay the same are left as they are written.
 */
export function replaceStrings(json: string, replace: (value: string) => string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let start = json.indexOf('"'); start >= 0;) {
    const end = endOfString(json, start) + 1;
    const written = json.slice(start, end);
    const value = valueOf(written);
    const replaced = replace(value);
    if (replaced !== value) {
      parts.push(json.slice(copied, start), JSON.stringify(replaced));
      copied = end;
    }
    start = json.indexOf('"', end);
  }
  return parts.length === 0 ? json : parts.join('') + json.slice(copied);
}

function valueOf(written: string): string {
  if (!written.includes('\\')) return written.slice(1, -1);
  // Written as a JSON string, so it is read as one.
  return JSON.parse(written) as string;
}
