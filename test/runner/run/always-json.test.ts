import {Failure} from '../../../src/core/failure';
import {createSuddenEnd} from '../../../src/core/sudden-end';
import {alwaysJson} from '../../../src/runner/commands/always-json';
import type {CommandParts} from '../../../src/runner/commands/command-parts';
import {kitWith} from '../harness';

const deaf = new Failure({kind: 'data', message: 'The model crm did not stop.'});

function command(signal?: AbortSignal): {
  readonly parts: CommandParts;
  readonly suddenEnd: ReturnType<typeof createSuddenEnd>;
  readonly printed: () => unknown;
} {
  const suddenEnd = createSuddenEnd();
  const text: string[] = [];
  const out = (part: string): void => void text.push(part);
  const kit = {...kitWith(signal), suddenEnd};
  // No other part is used by `alwaysJson` itself.
  const parts = {kit, terminal: {out}} as unknown as CommandParts;
  return {parts, suddenEnd, printed: () => JSON.parse(text.join('')) as unknown};
}

const never = (): Promise<number> => new Promise(() => undefined);

describe('a command with --json', () => {
  it('prints one object when its work is given up', async () => {
    const {parts, suddenEnd, printed} = command();
    const ended = alwaysJson(parts, {json: true}, never);
    suddenEnd.giveUp(deaf);
    await expect(ended).rejects.toBe(deaf);
    expect(printed()).toMatchObject({outcome: 'failed', failures: [deaf.message]});
  });

  it('prints one object when a second signal ends the process', () => {
    const {parts, suddenEnd, printed} = command(AbortSignal.abort());
    void alwaysJson(parts, {json: true}, never);
    suddenEnd.carryOut();
    expect(printed()).toMatchObject({
      outcome: 'interrupted',
      failures: [expect.stringMatching('second signal')],
    });
  });

  it('prints its report and nothing else when it ends by itself', async () => {
    const {parts, suddenEnd, printed} = command();
    const work = ({terminal}: CommandParts): Promise<number> => {
      terminal.out('{"outcome":"done"}');
      return Promise.resolve(0);
    };
    await expect(alwaysJson(parts, {json: true}, work)).resolves.toBe(0);
    suddenEnd.carryOut();
    expect(printed()).toEqual({outcome: 'done'});
  });
});
