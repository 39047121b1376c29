/** Characters that move a terminal's cursor, or turn the order of what stands beside them around. */
const DISTURBING = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const NOT_LINES = /[^\n]/u;

/** The colours that `createStyle` gives. */
// eslint-disable-next-line no-control-regex -- Colours are made of this character.
const OWN_COLOURS = /(\x1b\[(?:1|2|22|31|32|33|39)m)/;

/** A value on one line: characters that would disturb a terminal are written as `\u{1b}`. */
export function printable(value: string): string {
  return value.replace(DISTURBING, escaped);
}

/** A whole output, the same way: its lines and the colours of this program stay. */
export function printableText(text: string): string {
  return text
    .split(OWN_COLOURS)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part.replace(DISTURBING, (sign) => (NOT_LINES.test(sign) ? escaped(sign) : sign)),
    )
    .join('');
}

function escaped(sign: string): string {
  if (sign === '\n') return '\\n';
  if (sign === '\t') return '\\t';
  return `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
}
