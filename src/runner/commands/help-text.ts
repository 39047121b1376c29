import {EXIT_CODE_HELP} from './exit-codes';

/** What stands below the options in the help of a command. */
interface HelpText {
  /** Two command lines that work as they are printed, in the folder that `init people` made. */
  readonly examples: readonly [string, string];
  /** What a reader must know besides, in lines of 80 characters at most. */
  readonly notes?: readonly string[];
}

/** The text below the options: examples, what must be known, exit codes. */
export function helpText({examples, notes = []}: HelpText): string {
  const lines = ['', 'Examples:', ...examples.map((line) => `  ${line}`)];
  const known = notes.length === 0 ? [] : ['', ...notes];
  return `${[...lines, ...known].join('\n')}\n${EXIT_CODE_HELP}`;
}
