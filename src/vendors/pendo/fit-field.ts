/** The type that a column's schema declares. */
export type FieldKind = 'text' | 'flag';

/** The value in the column's type, or undefined when it does not fit; numbers become text. */
export function fitField(value: unknown, kind: FieldKind): unknown {
  if (kind === 'flag') return typeof value === 'boolean' ? value : undefined;
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined;
}
