/** Where Pendo keeps the time of a record's last change. */
export const LAST_UPDATED = 'metadata.auto.lastupdated';

/**
 * A text as a string of Pendo's filter language: in double quotes, with `\` and then `"` escaped
 * (Pendo Q5). Other characters stand for themselves.
 */
export function quoteFilterText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Matches records whose field is one of the ids. */
export function anyOf(field: string, ids: readonly string[]): string {
  return ids.map((id) => `${field} == ${quoteFilterText(id)}`).join(' || ');
}
