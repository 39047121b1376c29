import {blocksOf} from '../../docs/doc-blocks';
import {wordsOf} from '../../docs/shell-words';
import {idleProgram, leafCommands} from './leaf-commands';

const commands = leafCommands();

describe('The help of user-sync', () => {
  it('is asked of all commands', () => {
    const paths = commands.map(({path}) => path);
    expect(paths).toEqual(expect.arrayContaining(['run', 'people review', 'completion']));
    expect(paths).toHaveLength(15);
  });

  it.each(commands)(
    'of $path shows two examples of it that the program understands',
    async ({path, examples}) => {
      expect(examples).toHaveLength(2);
      for (const example of examples) {
        const {program, args} = wordsOf(example);
        expect([program, args.join(' ').startsWith(path)]).toEqual(['user-sync', true]);
        let code = -1;
        const said: string[] = [];
        const understood = idleProgram(
          (ended) => (code = ended),
          (text) => void said.push(text),
        ).parseAsync([...args], {from: 'user'});
        await expect(understood).resolves.toBeDefined();
        expect({example, code}).toEqual({example, code: 0});
      }
    },
  );

  it("knows every command and option that the README's summary names, and the summary every command", () => {
    const [summary = ''] = blocksOf('README.md').flatMap(({text}) =>
      text.startsWith('bin/user-sync demo') ? [text] : [],
    );
    const lines = summary.trim().split('\n');
    const named = lines.map((line) => {
      const found = commands.find(({path}) => line.startsWith(`bin/user-sync ${path} `));
      for (const option of line.match(/(?<=[\s[|])--?[a-z-]+/g) ?? []) {
        expect([line, found?.help]).toEqual([line, expect.stringContaining(` ${option}`)]);
      }
      return found?.path;
    });
    expect(named.toSorted()).toEqual(commands.map(({path}) => path).toSorted());
  });

  it.each(commands)('of $path fits a terminal of 80 columns', ({help}) => {
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});
