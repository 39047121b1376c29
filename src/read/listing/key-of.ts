import {ExactNumber} from '../../core/exact-number';

/** An id as text, by which rows are known again; undefined for what cannot be one. */
export function keyTextOf(id: unknown): string | undefined {
  if (typeof id === 'string') return id === '' ? undefined : id;
  if (typeof id === 'number') return Number.isFinite(id) ? String(id) : undefined;
  return id instanceof ExactNumber ? id.text : undefined;
}
