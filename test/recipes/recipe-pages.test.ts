import {existsSync, readFileSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {validateConfig} from '../../src/config/validate-config';
import type {Json} from '../../src/core/json';
import {schemas} from '../runner/harness';
import {callsIn, helpOf} from './command-lines';
import type {Block} from './recipe-pages';
import {blocksOf, pageNames, pageText, PROJECT, recipePaths, relativeLinks} from './recipe-pages';

const pages = pageNames();
const blocks = pages.flatMap(blocksOf);

function marked(kind: string): readonly Block[] {
  return blocks.filter(({mark}) => mark.startsWith(`${kind}: `));
}

/** GitHub's name of a heading in a link. */
function anchorsOf(file: string): readonly string[] {
  const headings = readFileSync(file, 'utf8').match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('the recipe page %s', (page) => {
  it('says near its top what was run', () => {
    expect(pageText(page).slice(0, 1_800)).toMatch(/\*\*Run\*\*|\*\*Not run\*\*|was run/);
  });

  it('names only files that are there', () => {
    for (const path of recipePaths(page))
      expect([path, existsSync(join(PROJECT, path))]).toEqual([path, true]);
  });

  it('links only to files and headings that are there', () => {
    const folder = join(PROJECT, 'docs', 'recipes');
    for (const link of relativeLinks(page)) {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? join(folder, page) : join(folder, path);
      expect([link, existsSync(file)]).toEqual([link, true]);
      if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
    }
  });

  it('calls commands only with options that they have', async () => {
    for (const call of callsIn(pageText(page))) {
      const help = await helpOf(call);
      for (const option of call.options)
        expect([call, help]).toEqual([call, expect.stringContaining(` ${option}`)]);
    }
  });

  it('has no JSON that nobody checks', () => {
    const unchecked = blocksOf(page).filter(
      ({language, mark}) => language === 'json' && mark === '',
    );
    expect(unchecked).toEqual([]);
  });

  it('speaks of no other machine', () => {
    expect(pageText(page)).not.toMatch(/\/(tmp|work|root|home)\//);
  });
});

describe('the blocks of the recipe pages', () => {
  const checked = marked('checked');
  const quoted = marked('from');

  it('are checked at all', () => {
    expect(checked.length).toBeGreaterThanOrEqual(2);
    expect(quoted.length).toBeGreaterThanOrEqual(2);
  });

  it.each(checked.map((block) => [block.page, block.mark, block] as const))(
    'of %s that are configurations are valid (%s)',
    (page, mark, block) => {
      const {source, destination, sourceVendors, destinationVendors} = schemas();
      const isSource = mark === 'checked: source';
      // Parsed JSON is Json.
      const config = JSON.parse(block.text) as Json;
      const check = (): unknown =>
        validateConfig({
          schema: isSource ? source : destination,
          config,
          file: page,
          sections: isSource ? sourceVendors : destinationVendors,
        });
      expect(check()).toEqual(config);
    },
  );

  it.each(
    quoted.map((block) => [block.page, block.mark.slice('from: '.length), block.text] as const),
  )('of %s that show a part of %s show what is in it', (_page, file, text) => {
    expect(readFileSync(join(PROJECT, file), 'utf8')).toContain(text.trimEnd());
  });
});

describe('the index of the recipes', () => {
  it('has a line for every page, and every recipe folder is on some page', () => {
    const index = pageText('README.md');
    for (const page of pages)
      if (page !== 'README.md') expect(index).toContain(`[${page}](${page})`);
    const named = pages.flatMap(recipePaths).map((path) => dirname(path));
    for (const folder of [
      'people',
      'cron',
      'dagster',
      'meltano',
      'postgres',
      'pyairbyte',
      'lifecycle',
    ]) {
      expect(statSync(join(PROJECT, 'recipes', folder)).isDirectory()).toBe(true);
      expect(named).toContain(`recipes/${folder}`);
    }
  });
});
