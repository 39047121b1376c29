/** A value as text: ids in test data are texts, whatever their type says. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}
