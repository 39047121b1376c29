import {Failure} from '../../core/failure';
import type {Log} from '../../core/log';
import type {StreamDescription} from '../reader';

/** What was odd about the rows of a stream in one read; told once, when the stream ends. */
export interface Oddities {
  /** Rows without a usable key, which were set aside. */
  keyless: number;
  /** Halves of characters, and bytes that are no text, that became U+FFFD. */
  halves: number;
}

/** Columns that are named when their values did not fit. */
const COLUMNS_NAMED_MAX = 5;

/**
 * Tells what was odd about a stream's rows, and forgets the misfits, which are counted by the
 * stream's columns. Never a value: only how many there were, and where.
 */
export function tellOddities(
  {name, primaryKey, misfits}: StreamDescription,
  {keyless, halves}: Oddities,
  log: Log,
): void {
  if (keyless > 0) {
    log(
      'WARN',
      `${name}: ${rows(keyless)} came without a usable key (${primaryKey.join(', ')}) and ` +
        `${keyless === 1 ? 'was' : 'were'} skipped. All other rows were emitted; this sync ` +
        `reports no deletions. Look for such records at the vendor.`,
    );
  }
  if (halves > 0) {
    log(
      'WARN',
      `${name}: ${halves} characters in the vendor's answer were incomplete or not readable and ` +
        `were replaced by U+FFFD.`,
    );
  }
  if (misfits !== undefined && misfits.size > 0) {
    log('WARN', `${name}: ${misfitWords(misfits)}; these values are in other_fields.`);
    misfits.clear();
  }
}

/** A whole list without a key is not a list with bad rows: something else answers than is thought. */
export function nothingUsable({name, primaryKey}: StreamDescription, keyless: number): Failure {
  return new Failure({
    kind: 'data',
    message: `None of the ${keyless} rows of ${name} has a usable ${primaryKey.join(', ')}, so the answers cannot be trusted. Check the address of the vendor in the configuration (base_url), then run the sync again.`,
  });
}

function misfitWords(misfits: ReadonlyMap<string, number>): string {
  const named = [...misfits].slice(0, COLUMNS_NAMED_MAX);
  const words = named.map(([column, count]) => `${column} (${count})`).join(', ');
  const more =
    misfits.size > named.length ? ` and ${misfits.size - named.length} more columns` : '';
  return `the vendor sent values that do not fit their column's type in ${words}${more}`;
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}
