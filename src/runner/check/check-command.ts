import {alwaysJson} from '../commands/always-json';
import type {CommandParts} from '../commands/command-parts';
import {EXIT_CODES} from '../commands/exit-codes';
import {askVendors} from './ask-vendors';
import type {CheckOptions} from './check-options';
import type {CheckReport} from './check-report';
import {findMistakes} from './find-mistakes';
import {formatCheck} from './format-check';

/** Options of `check`. */
export interface CheckFlags {
  readonly offline?: boolean;
  readonly json?: boolean;
}

/** `user-sync check FILE`; returns the exit code. */
export async function checkCommand(
  given: CommandParts,
  path: string,
  flags: CheckFlags,
): Promise<number> {
  return alwaysJson(given, flags, async (parts) => {
    const report = await checkRunFile({...parts, path}, flags);
    const {out, tell = out} = parts.terminal;
    if (flags.json === true) out(`${JSON.stringify(report, null, 2)}\n`);
    else tell(formatCheck(path, report));
    if (report.mistakes.length > 0) return EXIT_CODES.badInput;
    if (report.problems.some(({kind}) => kind === 'config')) return EXIT_CODES.badInput;
    return report.problems.length > 0 ? EXIT_CODES.failed : EXIT_CODES.done;
  });
}

/** All that can be known of a run file before it is run. */
async function checkRunFile(
  options: CheckOptions,
  {offline = false}: {readonly offline?: boolean},
): Promise<CheckReport> {
  const {mistakes, notes, sound} = await findMistakes(options);
  const known = {
    mistakes,
    notes,
    models: [...new Set((sound?.mappings ?? []).map(({stream}) => stream))],
  };
  if (offline || sound?.canAsk !== true) return {...known, problems: [], rights: [], asked: []};
  const answers = await askVendors(options, sound);
  return {
    ...known,
    ...{problems: answers.problems, rights: answers.rights, asked: answers.asked},
    mistakes: [...mistakes, ...answers.mistakes],
  };
}
