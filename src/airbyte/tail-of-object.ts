/**
 * Whether a line is the rest of a JSON object whose head was cut off: more objects end in it than
 * begin, and it ends with the end of one. The cut may lie inside a text, so both are tried.
 */
export function isTailOfObject(line: string): boolean {
  const text = line.trimEnd();
  return text.endsWith('}') && (endsMore(text, false) || endsMore(text, true));
}

function endsMore(text: string, startsInText: boolean): boolean {
  let inText = startsInText;
  let depth = 0;
  let lowest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') inText = !inText;
    else if (inText) at += sign === '\\' ? 1 : 0;
    else if (sign === '{') depth += 1;
    else if (sign === '}') lowest = Math.min(lowest, (depth -= 1));
  }
  return !inText && lowest < 0;
}
