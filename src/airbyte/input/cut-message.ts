/** What a text may have lost at its beginning when it begins inside or behind a literal. */
const BEGUN_LITERALS = [
  't',
  'tr',
  'tru',
  'f',
  'fa',
  'fal',
  'fals',
  'n',
  'nu',
  'nul',
  '0',
  '0.',
  '0e',
  '-',
];

/** What a message that must not be lost has somewhere in it. */
const MESSAGE_TYPE = /"type"\s*:\s*"(?:RECORD|STATE)"/;

/**
 * Whether a line that is not JSON holds a record or state all the same: other text stands before it,
 * such as a progress bar that ends no line, or NUL bytes stand where a file was never written.
 */
export function holdsMessage(line: string): boolean {
  return line.includes('\0') || MESSAGE_TYPE.test(line);
}

/**
 * Whether a line that is not JSON is the end of a JSON object whose beginning was cut off: some
 * beginning makes a whole object of it. Lines of a log are not, also when they end with an object.
 */
export function isEndOfObject(line: string): boolean {
  const text = line.trim();
  if (!text.endsWith('}')) return false;
  if (endsObject(text, false) || endsObject(text, true)) return true;
  // The first sign is the second half of an escape that was cut in two.
  return /^["\\]/.test(text) && endsObject(text.slice(1), true);
}

/** `inText`: the line begins inside a text. */
function endsObject(text: string, inText: boolean): boolean {
  const closers = unopenedClosers(text, inText);
  if (closers === undefined) return false;
  const inner = closers.charAt(0);
  const outer = Array.from(closers.slice(1))
    .reverse()
    .map((closer) => (closer === '}' ? '{"a":' : '['));
  return beginnings(inner, inText).some((begun) => isJson(outer.join('') + begun + text));
}

/** How the innermost object or array may have begun, up to where the line begins. */
function beginnings(closer: string, inText: boolean): readonly string[] {
  const openings = closer === '}' ? ['{"a":', '{'] : ['['];
  if (inText) return openings.map((opening) => `${opening}"`);
  const [first = ''] = openings;
  return [
    ...openings,
    `${first}0`,
    ...(closer === '}' ? ['{"a"', '{"a":0,'] : ['[0,']),
    ...BEGUN_LITERALS.map((literal) => first + literal),
  ];
}

/** Closing brackets that the text does not open, in their order; undefined when there are none. */
function unopenedClosers(text: string, startsInText: boolean): string | undefined {
  const open: string[] = [];
  let closers = '';
  let inText = startsInText;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (inText) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inText = false;
    } else if (sign === '"') inText = true;
    else if (sign === '{' || sign === '[') open.push(sign);
    else if (sign === '}' || sign === ']') {
      if (open.pop() === undefined) closers += sign;
    }
  }
  return inText || closers === '' ? undefined : closers;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
