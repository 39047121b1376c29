import {copyFileSync, existsSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {closestName} from '../../core/closest-name';
import {Failure} from '../../core/failure';
import {makeDirectory} from '../../core/make-directory';
import {resourcePath} from '../../resources/load-resource';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {SCHEMA_FILE, starterFiles} from './starter-files';
import {destinationStarters, sourceStarters} from './starters';

/** Options of `init`. */
export interface InitFlags {
  readonly source?: readonly string[];
  readonly destination?: readonly string[];
}

/** `user-sync init [DIR]`: writes a run file with models that work as they are; returns the exit code. */
export async function initCommand(
  {terminal, kit}: CommandParts,
  directory: string,
  flags: InitFlags,
): Promise<number> {
  const ask = terminal.ask && ((question: string) => terminal.ask?.(question, kit.signal));
  const readable = Object.keys(sourceStarters);
  const sources = await chosen({
    ...{option: '--source', known: readable},
    given: flags.source,
    ask,
  });
  const known = Object.keys(destinationStarters);
  const destinations = await chosen({
    ...{option: '--destination', known, given: flags.destination, ask},
  });
  const asked = flags.source === undefined || flags.destination === undefined;
  const company = await companyOf({sources, destinations}, asked ? ask : undefined);
  const files = starterFiles({sources, destinations, company});
  const folder = resolve(directory);
  refuseOverwriting(folder, [...files.keys(), SCHEMA_FILE]);
  write(folder, files);
  const told = whatNext(directory, [...files.keys(), SCHEMA_FILE]);
  (terminal.tell ?? terminal.out)(told.map((line) => `${line}\n`).join(''));
  return EXIT_CODES.done;
}

function whatNext(directory: string, names: readonly string[]): readonly string[] {
  const inFolder = (name: string): string => join(directory, name);
  const env = inFolder('.env');
  const sourced = env.includes('/') ? env : `./${env}`;
  return [
    `Written to ${directory === '.' ? 'this folder' : directory}: ${names.join(', ')}.`,
    '',
    'To try it with made-up vendors, run this in another terminal, and paste here what it prints:',
    '',
    '    user-sync sandbox --env',
    '',
    'For accounts of your own, copy the example, fill in the copy, and load it:',
    '',
    `    cp ${inFolder('.env.example')} ${env}`,
    `    set -a; . ${sourced}; set +a`,
    '',
    `next: user-sync check ${inFolder('run.yaml')}`,
  ];
}

type Ask = (question: string) => Promise<string> | undefined;

/** The first part of a company's Pipedrive address, for the address of its API; asked of a person only. */
async function companyOf(
  {
    sources,
    destinations,
  }: {readonly sources: readonly string[]; readonly destinations: readonly string[]},
  ask: Ask | undefined,
): Promise<string | undefined> {
  if (![...sources, ...destinations].includes('pipedrive')) return undefined;
  const question = 'Which Pipedrive company? (acme of acme.pipedrive.com, or nothing) ';
  const typed = (await ask?.(question))?.trim() ?? '';
  if (typed === '') return undefined;
  const [, name] =
    /^(?:https:\/\/)?([a-z\d](?:[a-z\d-]*[a-z\d])?)(?:\.pipedrive\.com.*)?$/i.exec(typed) ?? [];
  if (name === undefined) {
    throw bad(
      `${typed} is no name of a Pipedrive company. Type the first part of its address: acme for https://acme.pipedrive.com.`,
    );
  }
  return name.toLowerCase();
}

async function chosen({
  option,
  known,
  given,
  ask,
}: {
  readonly option: string;
  readonly known: readonly string[];
  readonly given: readonly string[] | undefined;
  readonly ask: Ask | undefined;
}): Promise<readonly string[]> {
  const title = option === '--source' ? 'Where are people read?' : 'Where are they written?';
  const typed = given ?? [(await ask?.(`${title} (${known.join(', ')}) `)) ?? ''];
  const names = typed.flatMap((text) => text.split(/[\s,]+/)).filter((name) => name !== '');
  if (names.length === 0)
    throw bad(`${option} is missing. Name one or more of ${known.join(', ')}.`);
  for (const name of names) {
    if (known.includes(name)) continue;
    const close = closestName(name, known);
    const hint = close === undefined ? '' : ` Did you mean ${close}?`;
    throw bad(`${option} ${name} is not known.${hint} Name one or more of ${known.join(', ')}.`);
  }
  return [...new Set(names)];
}

function refuseOverwriting(folder: string, names: readonly string[]): void {
  const there = names.filter((name) => existsSync(join(folder, name)));
  if (there.length === 0) return;
  throw bad(
    `${folder} has ${there.join(', ')} already, and nothing is overwritten. Name another folder, or move ${there.length === 1 ? 'it' : 'them'} away.`,
  );
}

function write(folder: string, files: ReadonlyMap<string, string>): void {
  try {
    makeDirectory(folder);
    // A file that somebody made in the meantime is not overwritten either.
    for (const [name, text] of files) writeFileSync(join(folder, name), text, {flag: 'wx'});
    copyFileSync(resourcePath('run-file.schema.json'), join(folder, SCHEMA_FILE));
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure({
      kind: 'config',
      message: `The files cannot be written to ${folder}. Check the permissions of the folder, or name another one.`,
      cause: error,
    });
  }
}

function bad(message: string): Failure {
  return new Failure({kind: 'config', message});
}
