import {readdirSync, readFileSync} from 'node:fs';
import {basename, join} from 'node:path';

/** What a person has to fill in to use a section, and where the sandbox serves it. */
export interface SectionFacts {
  /** Values by path below the section. */
  readonly required: Readonly<Record<string, string>>;
  /** Below the sandbox's address. */
  readonly address: string;
}

const folder = join(__dirname, 'facts');

/** Every section of both specifications, with the sandbox's credentials: a file each. */
export const formFacts: Readonly<Record<string, SectionFacts>> = Object.fromEntries(
  readdirSync(folder).map((file) => [
    basename(file, '.json'),
    // The tests that use the facts fail where a file is of another shape.
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as SectionFacts,
  ]),
);
