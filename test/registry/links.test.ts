import {existsSync} from 'node:fs';
import {dirname, join, normalize} from 'node:path';
import {anchorsOf, linksOf} from './support/markdown';
import {filesBelow, readProjectFile, root} from './support/project-files';

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...['docs', 'connectors', 'decisions'].flatMap((folder) => filesBelow(folder)),
].filter((path) => path.endsWith('.md'));

describe.each(pages)('The links of %s', (path) => {
  const links = linksOf(readProjectFile(path)).filter((target) => !/^[a-z]+:/.test(target));

  it('lead to files and headings that there are', () => {
    const broken = links.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const found = file === '' ? path : normalize(join(dirname(path), file));
      if (!existsSync(join(root, found))) return true;
      return anchor !== undefined && !anchorsOf(readProjectFile(found)).has(anchor);
    });
    expect(broken).toEqual([]);
  });
});

describe('The pages', () => {
  it('link to each other', () => {
    expect(pages.flatMap((path) => linksOf(readProjectFile(path))).length).toBeGreaterThan(60);
  });

  it('name outside addresses by https only', () => {
    const outside = pages.flatMap((path) => linksOf(readProjectFile(path)));
    expect(outside.filter((target) => target.startsWith('http:'))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  const text = readProjectFile('ARCHITECTURE.md');
  const section = (from: string, to: string): string =>
    text.slice(text.indexOf(`\n## ${from}`), text.indexOf(`\n## ${to}`));

  it('walks through files that there are', () => {
    const named = section('Two walks', 'Words').match(/[\w./-]+\.ts(?=`)/g) ?? [];
    const paths = named.map((name) => (name.startsWith('src/') ? name : `src/${name}`));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(paths.length).toBeGreaterThan(40);
  });

  it('begins each room with a file that is in it', () => {
    const rows = [
      ...section('The rooms', 'Two walks').matchAll(/\| `([\w/-]+)` .*`([\w-]+\.ts)`/g),
    ];
    const files = rows.map(([, room = '', file = '']) => join('src', room, file));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });
});
