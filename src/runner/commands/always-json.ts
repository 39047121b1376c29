import {Failure, toFailure} from '../../core/failure';
import {mistakesOf} from '../../core/refusal';
import {untilGivenUp} from '../../core/sudden-end';
import type {CommandParts} from './command-parts';
import {outcomeOfError} from './exit-codes';

/**
 * Carries a command out that prints a report. With `--json` its output is one JSON object also when it
 * ends without a report: outcome, failures, and the mistakes with file and line; also when its work is
 * given up, or a second signal ends the process.
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
  const {kit} = parts;
  const tell = (error: unknown): void => {
    const failure = toFailure(error);
    const answer = {
      outcome: outcomeOfError(error, kit.signal),
      failures: [failure.message],
      failure_kinds: [failure.kind],
      mistakes: failure.kind === 'config' ? mistakesOf(failure) : [],
    };
    if (!output.isUsed) out(`${JSON.stringify(answer, null, 2)}\n`);
  };
  const takeBack = kit.suddenEnd?.before(() => tell(stoppedAtOnce()));
  try {
    const watched = {...parts, terminal: {...parts.terminal, out, outUnmasked}};
    return await untilGivenUp(kit, () => work(watched));
  } catch (error) {
    tell(error);
    throw error;
  } finally {
    takeBack?.();
  }
}

function stoppedAtOnce(): Failure {
  return new Failure({
    kind: 'transient',
    message:
      'The program was stopped at once by a second signal; what was accepted so far is remembered. Run it again to continue.',
  });
}
