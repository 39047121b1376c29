import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {Failure} from '../../core/failure';
import {makeDirectory} from '../../core/make-directory';
import {resourcePath} from '../../resources/load-resource';

/** The package's own copies. */
const DEMO_RESOURCES = resourcePath('demo');

/** What editors check run files with. */
const SCHEMA = 'run-file.schema.json';

const FILES = ['run.yaml', 'crm_visitors.sql', 'crm_accounts.sql', 'audit.yaml'];

/** The demo's folder: run file, models, and later the warehouse. */
export interface DemoFolder {
  readonly directory: string;
  readonly runFile: string;
  /** Takes the folder away unless it is to be kept. */
  clean(): void;
}

/**
 * Puts the demo's files into a new folder, or into `keep`.
 * @throws Failure `config` when `keep` holds something already.
 */
export function prepareDemoFolder(keep: string | undefined): DemoFolder {
  const directory =
    keep === undefined ? mkdtempSync(join(tmpdir(), 'user-sync-demo-')) : useFolder(resolve(keep));
  for (const name of FILES) copyFileSync(join(DEMO_RESOURCES, name), join(directory, name));
  // Editors find the schema beside a run file that was kept; in the package it is one folder above.
  copyFileSync(resourcePath(SCHEMA), join(directory, SCHEMA));
  const runFile = join(directory, 'run.yaml');
  writeFileSync(runFile, readFileSync(runFile, 'utf8').replace(`../${SCHEMA}`, SCHEMA));
  return {
    directory,
    runFile,
    clean: () => {
      if (keep === undefined) rmSync(directory, {recursive: true, force: true});
    },
  };
}

function useFolder(directory: string): string {
  try {
    if (existsSync(directory) && readdirSync(directory).length > 0) {
      throw new Failure({
        kind: 'config',
        message: `The folder ${directory} is not empty; give a new or empty one with --keep.`,
      });
    }
    makeDirectory(directory);
    return directory;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure({
      kind: 'config',
      message: `The folder ${directory} cannot be used; give another one with --keep.`,
      cause: error,
    });
  }
}
