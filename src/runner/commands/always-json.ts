import {toFailure} from '../../core/failure';
import {mistakesOf} from '../../core/refusal';
import type {CommandParts} from './command-parts';
import {outcomeOfError} from './exit-codes';

/**
 * Carries a command out that prints a report. With `--json` its output is one JSON object also when it
 * ends without a report: outcome, failures, and the mistakes with file and line.
 */
export async function alwaysJson(
  parts: CommandParts,
  {json = false}: {readonly json?: boolean},
  work: (parts: CommandParts) => Promise<number>,
): Promise<number> {
  if (!json) return work(parts);
  const output = {isUsed: false};
  const out = (text: string): void => {
    output.isUsed = true;
    parts.terminal.out(text);
  };
  const outUnmasked = (text: string): Promise<void> => {
    output.isUsed = true;
    return parts.terminal.outUnmasked(text);
  };
  try {
    return await work({...parts, terminal: {...parts.terminal, out, outUnmasked}});
  } catch (error) {
    const failure = toFailure(error);
    const answer = {
      outcome: outcomeOfError(error, parts.kit.signal),
      failures: [failure.message],
      failure_kinds: [failure.kind],
      mistakes: failure.kind === 'config' ? mistakesOf(failure) : [],
    };
    if (!output.isUsed) out(`${JSON.stringify(answer, null, 2)}\n`);
    throw error;
  }
}
