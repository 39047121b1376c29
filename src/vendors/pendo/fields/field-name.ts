/**
 * The key that Pendo makes from a field's display name: lower case, without spaces and signs (Q6).
 * "Renewal date (UTC)" becomes `renewaldateutc`.
 */
export function toFieldKey(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
