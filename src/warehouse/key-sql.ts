import {quoteName} from './sql-text';

/** A model's key column as the memory keeps it: text, and one case where the vendor knows only one. */
export function keySql(column: string, foldsCase: boolean): string {
  const text = `${quoteName(column)}::VARCHAR`;
  return foldsCase ? `lower(${text})` : text;
}
