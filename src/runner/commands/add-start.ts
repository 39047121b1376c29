import {Argument, type Command} from 'commander';
import type {InitFlags} from '../init/init-command';
import {completionScript, SHELLS} from './completion';
import {EXIT_CODE_HELP} from './exit-codes';

/** What the commands do with which people start; each returns the exit code. */
export interface StartActions {
  readonly init: (directory: string, flags: InitFlags) => Promise<number>;
}

/** Adds `init` and `completion`; the latter must know all commands, so it comes last. */
export function addStart(
  program: Command,
  actions: StartActions,
  {done, out}: {readonly done: (code: number) => void; readonly out: (text: string) => void},
): void {
  program
    .command('init')
    .description('write a run file with models for the vendors that you name')
    .argument('[dir]', 'the folder; default: the working directory', '.')
    .option('--source <vendor...>', 'where people are read; asked for on a terminal')
    .option('--destination <vendor...>', 'where people are written; asked for on a terminal')
    .addHelpText(
      'after',
      `
Nothing is overwritten.

Examples:
  user-sync init people --source pipedrive --destination pendo
  user-sync init people --source pagerduty pandadoc --destination userguiding
${EXIT_CODE_HELP}`,
    )
    .action(async (directory: string, flags: InitFlags) =>
      done(await actions.init(directory, flags)),
    );
  program
    .command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  user-sync completion bash > ~/.local/share/bash-completion/completions/user-sync
  user-sync completion fish > ~/.config/fish/completions/user-sync.fish
`,
    )
    .action((shell: (typeof SHELLS)[number]) => {
      out(completionScript(program, shell));
      done(0);
    });
}
