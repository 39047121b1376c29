import {Argument, type Command} from 'commander';
import type {InitFlags} from '../init/init-command';
import {completionScript, SHELLS} from './completion';
import {helpText} from './help-text';

/** What the commands do with which people start; each returns the exit code. */
export interface StartActions {
  readonly init: (directory: string, flags: InitFlags) => Promise<number>;
}

/** The command of who has no run file yet: `init`. */
export function addInit(
  program: Command,
  actions: StartActions,
  done: (code: number) => void,
): void {
  program
    .command('init')
    .description('write a run file with models for the vendors that you name')
    .argument('[dir]', 'the folder; default: the working directory', '.')
    .option('--source <vendor...>', 'where people are read; asked for on a terminal')
    .option('--destination <vendor...>', 'where people are written; asked for on a terminal')
    .addHelpText(
      'after',
      helpText({
        examples: [
          'user-sync init people --source pipedrive --destination pendo',
          'user-sync init guides --source pagerduty pandadoc --destination userguiding',
        ],
        notes: ['Nothing is overwritten.'],
      }),
    )
    .action(async (directory: string, flags: InitFlags) =>
      done(await actions.init(directory, flags)),
    );
}

/** Adds `completion`, which must know all commands: it comes last. */
export function addCompletion(
  program: Command,
  {done, out}: {readonly done: (code: number) => void; readonly out: (text: string) => void},
): void {
  program
    .command('completion')
    .description('print a script that completes commands and options in your shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText(
      'after',
      helpText({
        examples: [
          'source <(user-sync completion bash)',
          'user-sync completion fish > ~/.config/fish/completions/user-sync.fish',
        ],
        notes: [
          'The first example lasts as long as the shell: put the line into ~/.bashrc, or in',
          'zsh, with zsh as the word after completion, into ~/.zshrc.',
        ],
      }),
    )
    .action((shell: (typeof SHELLS)[number]) => {
      out(completionScript(program, shell));
      done(0);
    });
}
