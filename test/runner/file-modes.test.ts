import {mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {userSync} from './processes';

describe('files that user-sync writes', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'user-sync-modes-'))));
  afterAll(() => rmSync(directory, {recursive: true, force: true}));

  it('are for their owner only, because they hold the data of people', async () => {
    const kept = join(directory, 'kept');
    const {code} = await userSync(['demo', '--keep', kept, '--seed', '7'], directory);
    expect(code).toBe(0);
    // Run file, models and schema are copies of what ships with the project.
    const names = readdirSync(kept, {recursive: true, encoding: 'utf8'}).filter(
      (name) => !/\.(?:sql|yaml|schema\.json)$/.test(name),
    );
    expect(names.some((name) => name.endsWith('.duckdb'))).toBe(true);
    const open = names.filter((name) => (statSync(join(kept, name)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
  });
});
