import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeDirectory} from '../../core/make-directory';
import type {AuditPage} from '../../page-data/audit-page';
import type {RunPage} from '../../page-data/run-page';
import {packageVersion} from '../../resources/load-resource';
import {fileFailure} from '../../write/file-failure';
import type {RunFile} from '../run-file/run-file';
import type {ReportedRun} from './ended-runs';
import {pageHtml} from './page-html';
import {readPageFacts} from './read-page-facts';
import {runPageOf} from './run-page-of';

/** Where a page goes, and what it may show. */
interface PageOptions {
  readonly path: string;
  readonly showValues: boolean;
}

/** Writes the page of a run that has just ended. */
export async function writeRunPage(
  {path, showValues}: PageOptions,
  runFile: RunFile,
  run: ReportedRun,
): Promise<void> {
  const page = runPageOf({
    ...run,
    ...{runFile: runFile.path, version: packageVersion(), showValues},
    ...(await readPageFacts(runFile, run)),
  });
  writePage(path, page);
}

/**
 * Writes a page whole or not at all: a page that was there before is replaced at the end.
 * @throws Failure `config` when the file cannot be written.
 */
export function writePage(path: string, page: RunPage | AuditPage): void {
  const text = pageHtml(page);
  const unfinished = `${path}.unfinished`;
  makeDirectory(dirname(path));
  try {
    writeFileSync(unfinished, text);
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, {force: true});
    throw fileFailure(`The page ${path} cannot be written`, error);
  }
}
