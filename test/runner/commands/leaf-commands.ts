import type {Command} from 'commander';
import {buildProgram} from '../../../src/runner/commands/build-program';
import {settingsHelp} from '../../../src/sandbox/registry';

/** A command that does something, as its help describes it. */
export interface LeafCommand {
  readonly name: string;
  /** With the names of the commands above it. */
  readonly path: string;
  readonly help: string;
  readonly examples: readonly string[];
}

/** A program whose commands do nothing; it says to `done` that one was called, and to `out` what it prints. */
export function idleProgram(done: (code: number) => void, out: (text: string) => void): Command {
  const called = (): Promise<number> => Promise.resolve(0);
  return buildProgram({
    ...{version: '0', sandboxHelp: settingsHelp(), appVendors: ['pipedrive', 'pandadoc']},
    ...{done, out, err: out},
    actions: {
      ...{demo: called, init: called, check: called, show: called, objects: called, run: called},
      ...{replay: called, history: called, report: called, rejected: called, audit: called},
      ...{review: called, sandbox: called, authorize: called},
    },
  });
}

/** All commands without commands of their own. */
export function leafCommands(): readonly LeafCommand[] {
  const said: string[] = [];
  const program = idleProgram(
    () => undefined,
    (text) => void said.push(text),
  );
  const leavesOf = (command: Command, above: string): readonly LeafCommand[] =>
    command.commands.flatMap((child) => {
      const path = `${above}${child.name()}`;
      if (child.commands.length > 0) return leavesOf(child, `${path} `);
      said.length = 0;
      child.outputHelp();
      const help = said.join('');
      return [{name: child.name(), path, help, examples: examplesIn(help)}];
    });
  return leavesOf(program, '');
}

function examplesIn(help: string): readonly string[] {
  const [, block = ''] = /\nExamples:\n((?: {2}\S.*\n)+)/.exec(help) ?? [];
  return block
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());
}
