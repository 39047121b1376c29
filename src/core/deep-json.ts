/** What is still to be written: a text as it is, or a value. */
type Piece = {readonly text: string} | {readonly value: unknown};

/**
 * The JSON text of plain JSON values however deep they are nested: `JSON.stringify` calls itself for
 * each level and fails beyond some thousands. Throws a RangeError where the text is longer than a
 * string may be.
 */
export function deepJsonText(root: unknown): string {
  const parts: string[] = [];
  const open: Piece[] = [{value: root}];
  for (let piece = open.pop(); piece !== undefined; piece = open.pop()) {
    if ('text' in piece) parts.push(piece.text);
    else if (isNested(piece.value)) open.push(...piecesOf(piece.value).reverse());
    else parts.push(piece.value === undefined ? 'null' : JSON.stringify(piece.value));
  }
  return parts.join('');
}

/** True when a value has objects and arrays inside each other beyond so many levels. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let level: readonly object[] = isNested(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((one): object[] => Object.values(one).filter(isNested));
  }
  return false;
}

/** A value with `toJSON`, such as an exact number, is one value, regardless of what is inside. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !('toJSON' in value) || typeof value.toJSON !== 'function';
}

function piecesOf(value: object): Piece[] {
  const isArray = Array.isArray(value);
  const pieces: Piece[] = [{text: isArray ? '[' : '{'}];
  for (const [name, inner] of Object.entries(value) as readonly (readonly [string, unknown])[]) {
    if (inner === undefined && !isArray) continue;
    const comma = pieces.length > 1 ? ',' : '';
    pieces.push({text: isArray ? comma : `${comma}${JSON.stringify(name)}:`}, {value: inner});
  }
  pieces.push({text: isArray ? ']' : '}'});
  return pieces;
}
