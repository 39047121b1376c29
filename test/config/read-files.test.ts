import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseJson} from '../../src/config/parse-json';
import {readTextFile} from '../../src/config/read-text-file';
import {Failure} from '../../src/core/failure';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => {
  rmSync(folder, {recursive: true});
});

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('readTextFile', () => {
  it('reads a file of any name and drops a byte order mark', () => {
    const path = written('catalog.txt', '\uFEFF{"streams": []}');
    expect(readTextFile(path, 'catalog')).toBe('{"streams": []}');
  });

  it.each([
    ['a missing file', () => join(folder, 'none.json'), 'there is no such file'],
    ['a folder', () => folder, 'it is a folder'],
    ['an empty file', () => written('e.json', ' \n'), 'is empty'],
    ['bytes that are not text', () => written('b.json', Buffer.from([0xff, 0xfe])), 'UTF-8'],
  ])('names %s and the next step', (_, path, text) => {
    const failure = failureOf(() => readTextFile(path(), 'state'));
    expect(failure.kind).toBe('config');
    expect(failure.message).toContain(text);
    expect(failure.message).toContain('state file');
    expect(failure.message).toContain(path());
  });
});

describe('parseJson', () => {
  it('gives line and column of a mistake and never the text', () => {
    const failure = failureOf(() => parseJson('{\n "api_key": s3cr3t}', 'c.json', 'configuration'));
    expect(failure.kind).toBe('config');
    expect(failure.message).toBe(
      'The configuration file c.json is not valid JSON, line 2, column 13: a value is expected there. Correct the file.',
    );
  });

  it('gives the value of a valid text', () => {
    expect(parseJson('[{"a": null}]', 'c.json', 'state')).toEqual([{a: null}]);
  });
});
