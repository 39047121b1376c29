import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

/** The project's folder. */
export const PROJECT = join(__dirname, '..', '..');

/** An example in a document that somebody may copy: shell, YAML or SQL. */
export interface Block {
  /** The document, from the project's folder. */
  readonly page: string;
  readonly line: number;
  readonly language: 'sh' | 'yaml' | 'sql';
  readonly text: string;
  /** Why no test runs it; absent: the test runs it. */
  readonly notRun?: string;
}

const FENCE = /^(?:<!-- not run: ([^\n]+) -->\n\n)?```(sh|yaml|sql)\n([^]*?)^```$/gm;

/** The README, the guide for contributors, and every page in docs. */
export function documents(): readonly string[] {
  const pages = readdirSync(join(PROJECT, 'docs'), {recursive: true, encoding: 'utf8'});
  const inDocs = pages.filter((name) => name.endsWith('.md')).map((name) => join('docs', name));
  return ['README.md', 'CONTRIBUTING.md', ...inDocs.toSorted()];
}

/** All examples of a text, in order. */
export function blocksIn(page: string, text: string): readonly Block[] {
  return [...text.matchAll(FENCE)].map(({1: notRun, 2: language, 3: code = '', index}) => ({
    ...{page, text: code},
    line: text.slice(0, index).split('\n').length,
    // The pattern has these three only.
    language: language as Block['language'],
    ...(notRun !== undefined && {notRun}),
  }));
}

/** All examples of a document. */
export function blocksOf(page: string): readonly Block[] {
  return blocksIn(page, readFileSync(join(PROJECT, page), 'utf8'));
}
