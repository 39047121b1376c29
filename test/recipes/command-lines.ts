import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {PROJECT} from './recipe-pages';

/** A call of one of the programs. */
export interface Call {
  readonly program: string;
  readonly command: string;
  readonly options: readonly string[];
}

const CALL =
  /\b(user-sync|source-user-sync|destination-user-sync)\b[`'"]?,?\s+[`'"]?(\w+)([^\n|;&]*)/g;

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'user-sync': ['run', 'demo', 'sandbox', 'replay'],
  'source-user-sync': ['spec', 'check', 'discover', 'read'],
  'destination-user-sync': ['spec', 'check', 'discover', 'write'],
};

/** Calls of the programs with their options, in a text with command lines. */
export function callsIn(text: string): readonly Call[] {
  return [...text.matchAll(CALL)].flatMap(([, program = '', command = '', rest = '']) =>
    COMMANDS[program]?.includes(command) === true
      ? [{program, command, options: rest.match(/(?<=\s)--[a-z-]+/g) ?? []}]
      : [],
  );
}

const helps = new Map<string, Promise<string>>();

/** What `PROGRAM COMMAND --help` prints. */
export function helpOf({program, command}: Call): Promise<string> {
  const key = `${program} ${command}`;
  const known = helps.get(key);
  if (known) return known;
  const asked = promisify(execFile)(join(PROJECT, 'bin', program), [command, '--help']).then(
    ({stdout}) => stdout,
  );
  helps.set(key, asked);
  return asked;
}
