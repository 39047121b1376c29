import type {Command} from 'commander';
import {buildProgram} from '../../../src/runner/commands/build-program';
import {settingsHelp} from '../../../src/sandbox/registry';
import {wordsOf} from '../../docs/shell-words';

/** A program whose commands do nothing but say that they were called. */
function programThat(done: (code: number) => void, out: (text: string) => void): Command {
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

function withoutSubcommands(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap((command) =>
    command.commands.length === 0 ? [command] : withoutSubcommands(command.commands),
  );
}

function helpOf(name: string): string {
  let text = '';
  const program = programThat(
    () => undefined,
    (more) => (text += more),
  );
  withoutSubcommands(program.commands)
    .find((command) => command.name() === name)
    ?.outputHelp();
  return text;
}

function examplesIn(help: string): readonly string[] {
  const [, block = ''] = /\nExamples:\n((?: {2}\S.*\n)+)/.exec(help) ?? [];
  return block.trimEnd().split('\n');
}

const names = withoutSubcommands(
  programThat(
    () => undefined,
    () => undefined,
  ).commands,
).map((command) => command.name());

describe('The help of user-sync', () => {
  it('is asked of all commands', () => {
    expect(names).toEqual(expect.arrayContaining(['run', 'review', 'sandbox', 'completion']));
    expect(names).toHaveLength(15);
  });

  it.each(names)('of %s shows two examples of it that the program understands', async (name) => {
    const examples = examplesIn(helpOf(name));
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      const {program, args} = wordsOf(example.trim());
      expect([program, args.includes(name)]).toEqual(['user-sync', true]);
      let code = -1;
      const said: string[] = [];
      const understood = programThat(
        (ended) => (code = ended),
        (text) => void said.push(text),
      ).parseAsync([...args], {from: 'user'});
      await expect(understood).resolves.toBeDefined();
      expect({example, code}).toEqual({example, code: 0});
    }
  });

  it.each(names)('of %s fits a terminal of 80 columns', (name) => {
    const wide = helpOf(name)
      .split('\n')
      .filter((line) => line.length > 80);
    expect(wide).toEqual([]);
  });
});
