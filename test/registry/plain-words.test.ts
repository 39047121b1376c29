import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');

/** What readers with English as a second language stumble over, and what is written instead. */
const instead: Record<string, string> = {
  'mend(s|ed|ing)?': 'fix',
  'afresh|anew': 'again, or from the beginning',
  blanks: 'spaces',
  whatever: 'regardless of what, or everything that',
  'whilst|amongst|lest|hence|thereby|upon|seldom': 'while, among, so, by this, on, rarely',
  '(authoris|recognis)(e|ed|es|ing)': 'authorize, recognize',
  'deprived of': 'loses',
  'upper and lower case or': 'differ only in case',
  'if it stays so': 'if it happens again',
  'never used again': 'never reuses',
  'taken for deleted': 'reported as deleted',
};

function textFiles(place: string): string[] {
  return readdirSync(path.join(root, place), {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile() && /\.(ts|json|md|sql|yaml)$/.test(entry.name))
    .map((entry) => path.join(path.relative(root, entry.parentPath), entry.name));
}

const files = [...['src', 'resources', 'docs'].flatMap(textFiles), 'README.md', 'SECURITY.md'];

describe('The texts in src, resources and docs', () => {
  it.each(Object.entries(instead))('do not say "%s" (say: %s)', (word) => {
    const found = files.flatMap((file) =>
      readFileSync(path.join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, at) =>
          new RegExp(`\\b(${word})\\b`, 'i').test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [],
        ),
    );
    expect(found).toEqual([]);
  });
});
