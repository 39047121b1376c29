import {realpathSync} from 'node:fs';
import type {ReadableFiles} from './open-warehouse';
import {quoteText} from './sql-text';

/**
 * Statements after which SQL reads none but these files and those of the warehouse itself, loads no
 * extension and asks no address. They hold for all connections, and DuckDB lets nobody take them back.
 */
export function fileRules(files: ReadableFiles): readonly string[] {
  if (files === 'all') return [];
  const paths = [...new Set(files.flatMap((file) => [file, realPath(file)]))];
  const folders = paths.map((path) => `${path.replace(/\/+$/, '')}/`);
  return [
    `SET GLOBAL allowed_directories = [${folders.map(quoteText).join(', ')}]`,
    `SET GLOBAL allowed_paths = [${paths.map(quoteText).join(', ')}]`,
    'SET GLOBAL enable_external_access = false',
  ];
}

/** DuckDB compares with the place to which links lead. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // What is not there can be read by nobody.
    return path;
  }
}
