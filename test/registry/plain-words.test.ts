import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** Words that many readers would have to look up, with what to write. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['anew', 'again'],
  ['blanks', 'spaces'],
  ['mend', 'fix'],
  ['mended', 'fixed'],
  ['mends', 'fixes'],
  ['thereof', 'of it'],
  ['told apart', 'distinguished'],
  ['whilst', 'while'],
]);

const FILES = execFileSync(
  'git',
  ['ls-files', 'src', 'resources', 'docs', 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'],
  {cwd: ROOT, encoding: 'utf8'},
)
  .split('\n')
  .filter((name) => /\.(ts|json|md|yml|yaml|sql)$/.test(name));

describe('code, messages and documents', () => {
  it.each([...INSTEAD])('say nowhere "%s", but "%s"', (word) => {
    const pattern = new RegExp(`\\b${word}\\b`, 'i');
    const found = FILES.filter((name) => pattern.test(readFileSync(path.join(ROOT, name), 'utf8')));
    expect(found).toEqual([]);
  });
});
