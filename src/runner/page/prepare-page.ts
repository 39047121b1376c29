import {closeSync, existsSync, openSync, readFileSync, rmSync} from 'node:fs';
import {dirname} from 'node:path';
import {Failure} from '../../core/failure';
import {makeDirectory} from '../../core/make-directory';
import {fileFailure} from '../../write/file-failure';

/**
 * Proves that a page can be written before the work begins whose end it shows.
 * @throws Failure `config` when it cannot, or when another file would be lost.
 */
export function preparePage(path: string): void {
  if (existsSync(path) && !isPage(path)) {
    throw new Failure({
      kind: 'config',
      message: `${path} is not a page of user-sync, and is not overwritten. Name another file for the page, such as report.html.`,
    });
  }
  makeDirectory(dirname(path));
  const probe = `${path}.unfinished`;
  try {
    closeSync(openSync(probe, 'w'));
    rmSync(probe);
  } catch (error) {
    throw fileFailure(`The page ${path} cannot be written`, error);
  }
}

function isPage(path: string): boolean {
  try {
    const text = readFileSync(path, 'utf8');
    return (
      text === '' || (text.startsWith('<!doctype html>') && text.includes('user-sync</title>'))
    );
  } catch (error) {
    throw fileFailure(
      `The file ${path}, in whose place the page is to be written, cannot be read`,
      error,
    );
  }
}
