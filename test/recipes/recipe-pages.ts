import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** The project's folder. */
export const PROJECT = join(__dirname, '..', '..');

const PAGES = join(PROJECT, 'docs', 'recipes');

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly language: string;
  /** What the comment line before it says: `checked: source`, `from: FILE`; empty without one. */
  readonly mark: string;
  readonly text: string;
}

/** Names of the pages. */
export function pageNames(): readonly string[] {
  return readdirSync(PAGES).filter((name) => name.endsWith('.md'));
}

/** The text of a page. */
export function pageText(name: string): string {
  return readFileSync(join(PAGES, name), 'utf8');
}

/** All fenced blocks of a page, in order. */
export function blocksOf(name: string): readonly Block[] {
  const pattern = /(?:<!-- ([^>]+) -->\n\n)?^```(\w*)\n([^]*?)^```$/gm;
  return [...pageText(name).matchAll(pattern)].map(([, mark = '', language = '', text = '']) => ({
    page: name,
    language,
    mark,
    text,
  }));
}

/** Targets of the page's relative links, without anchors of other sites. */
export function relativeLinks(name: string): readonly string[] {
  const links = [...pageText(name).matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
  return links.filter((target) => !/^[a-z]+:/.test(target));
}

/** Paths below `recipes/` that stand anywhere in a page. */
export function recipePaths(name: string): readonly string[] {
  const text = pageText(name).replaceAll(/…[^\s`]*/g, '');
  const found = [...text.matchAll(/(?<![\w-])recipes\/[\w./-]*\w/g)].map(([path]) => path);
  return [...new Set(found)].filter((path) => !path.endsWith('.md'));
}
