import {readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const load = createRequire(__filename);

/**
 * What the files `<name><ending>.ts` of a folder export as `member`, by name: a list that no new file has
 * to be entered in. Throws for a file without it.
 */
export function loadModules<Member>(
  folder: string,
  {ending, member}: {readonly ending: string; readonly member: string},
): ReadonlyMap<string, Member> {
  const found = readdirSync(folder)
    .filter((file) => file.endsWith(`${ending}.ts`))
    .sort();
  return new Map(
    found.map((file) => {
      // A module's exports are an object; what the member is, its own file's type says.
      const module = load(join(folder, file)) as Readonly<Record<string, Member>>;
      const value = module[member];
      if (value === undefined) throw new Error(`${join(folder, file)} does not export ${member}`);
      return [file.slice(0, -`${ending}.ts`.length), value] as const;
    }),
  );
}
