import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A folder that lives as long as one test. */
export interface Folder {
  readonly path: string;
  /** Writes a value as JSON, or a text as it is; gives the path. */
  put(name: string, content: unknown): string;
}

export function useFolder(): Folder {
  const folder = {path: ''};
  beforeEach(() => {
    folder.path = mkdtempSync(join(tmpdir(), 'user-sync-'));
  });
  afterEach(() => {
    rmSync(folder.path, {recursive: true});
  });
  return {
    get path() {
      return folder.path;
    },
    put: (name, content) => {
      const path = join(folder.path, name);
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
      return path;
    },
  };
}
