import {appendFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Failure} from '../../core/failure';
import {readTable, type ResultTable} from '../../people/read-result';
import type {Database} from '../../warehouse/database';
import {csvOf} from '../look/csv';

/** Files by table; those that models may read have the table's name. */
const FILES: readonly (readonly [ResultTable, string])[] = [
  ['people', 'people'],
  ['accounts', 'person_accounts'],
  ['links', 'person_links'],
  ...(['access', 'findings', 'review', 'near', 'events'] as const).map(
    (name) => [name, name] as const,
  ),
];

/** Writes one CSV file for each table into a folder, which is made when it is missing. */
export async function writeTables(database: Database, directory: string): Promise<void> {
  try {
    mkdirSync(directory, {recursive: true});
    for (const [table, name] of FILES) {
      const path = join(directory, `${name}.csv`);
      writeFileSync(path, '');
      for await (const rows of readTable(database, table)) {
        appendFileSync(path, csvOf(rows.map((cells) => cells.map(textOf))));
      }
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure({
      kind: 'config',
      message: `The folder ${directory} cannot be written; give another one with --csv.`,
      cause: error,
    });
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
