import {execFile, spawn} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {copyWarehouse} from '../../src/warehouse/copy-warehouse';
import type {TempWarehouses} from './temp-warehouse';
import {tempWarehouses} from './temp-warehouse';

const HOLD = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1])
  .then((instance) => { globalThis.held = instance; console.log('held'); setInterval(() => 0, 1e6); })`;

describe('opening a warehouse', () => {
  let temp: TempWarehouses;
  beforeEach(() => (temp = tempWarehouses()));
  afterEach(() => temp.clean());

  it('creates a missing file with its folder and opens it again', async () => {
    const path = join(temp.directory, 'new', 'deep', 'people.duckdb');
    (await temp.open({path})).close();
    const again = await temp.open({path});
    const rows = await again.database.rows('SELECT * FROM _user_sync.meta');
    expect(rows).toEqual([
      {name: 'salt', value: expect.stringMatching(/^[0-9a-f]{32}$/) as string},
      {name: 'format', value: '3'},
    ]);
  });

  it('refuses a file of a later format in one sentence', async () => {
    const first = await temp.open();
    await first.database.run("UPDATE _user_sync.meta SET value = '4' WHERE name = 'format'");
    first.close();
    await expect(temp.open()).rejects.toMatchObject({
      kind: 'config',
      message: `The warehouse ${temp.path} has format 4, which a later version of user-sync wrote; use that version, or choose another file.`,
    });
  });

  it.each(['not a database\n'.repeat(1000), ''])(
    'refuses a file that is not DuckDB and leaves it alone',
    async (content) => {
      writeFileSync(temp.path, content);
      const opening = temp.open();
      await expect(opening).rejects.toMatchObject({kind: 'config'});
      await expect(opening).rejects.toThrow(
        /people\.duckdb is not a DuckDB file; choose another file/,
      );
      expect(readFileSync(temp.path, 'utf8')).toBe(content);
    },
  );

  it('refuses a folder', async () => {
    mkdirSync(temp.path);
    await expect(temp.open()).rejects.toThrow(/is a directory; give the path of a file in it/);
  });

  it('says who holds a file, for use and for a copy', async () => {
    const holder = spawn(process.execPath, ['-e', HOLD, temp.path], {cwd: process.cwd()});
    try {
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      const held = new RegExp(`is in use by another process \\(PID ${holder.pid}\\); wait until`);
      await expect(temp.open()).rejects.toThrow(held);
      await expect(temp.open()).rejects.toMatchObject({kind: 'transient'});
      const copy = copyWarehouse(temp.path, join(temp.directory, 'copy.duckdb'));
      await expect(copy).rejects.toThrow(held);
    } finally {
      holder.kill('SIGKILL');
    }
  });

  it('copies what a killed process left in the write-ahead log', async () => {
    const crash = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1])
      .then((instance) => instance.connect())
      .then((c) => c.run('CREATE TABLE t AS SELECT 42 AS a'))
      .then(() => process.kill(process.pid, 'SIGKILL'))`;
    await expect(
      promisify(execFile)(process.execPath, ['-e', crash, temp.path], {cwd: process.cwd()}),
    ).rejects.toMatchObject({signal: 'SIGKILL'});
    const copy = join(temp.directory, 'copy.duckdb');
    await copyWarehouse(temp.path, copy);
    const warehouse = await temp.open({path: copy});
    expect(await warehouse.database.rows('SELECT * FROM t')).toEqual([{a: 42}]);
  });
});
