const ESCAPED: Readonly<Record<string, string>> = {b: '\b', f: '\f', n: '\n', r: '\r', t: '\t'};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  ast: '*',
  bsol: '\\',
  colon: ':',
  comma: ',',
  commat: '@',
  dollar: '$',
  equals: '=',
  excl: '!',
  grave: '`',
  gt: '>',
  hat: '^',
  hyphen: '-',
  lcub: '{',
  lowbar: '_',
  lpar: '(',
  lsqb: '[',
  lt: '<',
  nbsp: '\u00a0',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rcub: '}',
  rpar: ')',
  rsqb: ']',
  semi: ';',
  sol: '/',
  tilde: '~',
  verbar: '|',
};

/**
 * The character of a JSON or JavaScript escape, by what stands behind its backslashes: `n`, `u00e9`;
 * nothing for the backslash itself.
 */
export function unescaped(name: string): string {
  if (name === '') return '\\';
  if (name.length > 1) return String.fromCharCode(Number.parseInt(name.slice(1), 16));
  return ESCAPED[name] ?? name;
}

/**
 * The character of an HTML or XML entity, by what stands between `&` and `;`: `lt`, `#60`, `#x3c`;
 * nothing for `&amp;` whose name was taken for a layer. Undefined for what is no entity.
 */
export function entity(name: string): string | undefined {
  if (name === '') return '&';
  if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()];
  const isHex = name[1] === 'x' || name[1] === 'X';
  const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
