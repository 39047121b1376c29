import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Bench} from './harness';
import {openBench} from './harness';
import {ended, startSandboxProcess, startUserSync, userSync} from './processes';

describe('user-sync on the command line', () => {
  let directory: string;
  beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'user-sync-test-'))));
  afterAll(() => rmSync(directory, {recursive: true, force: true}));

  it('prints its exit codes with --help', async () => {
    const {code, out, err} = await userSync(['run', '--help'], directory);
    expect({code, err}).toEqual({code: 0, err: ''});
    expect(out).toContain('130  interrupted');
  });

  it.each([
    [
      ['run', 'nowhere.yaml'],
      /^The run file nowhere\.yaml cannot be read: there is no such file\. .*\n$/,
    ],
    [['run'], /^error: missing required argument 'file'\n$/],
    [
      ['run', 'x.yaml', '--dryrun'],
      /^error: unknown option '--dryrun'\n\(Did you mean --dry-run\?\)\n$/,
    ],
    [['rnu'], /^error: unknown command 'rnu'\n\(Did you mean run\?\)\n$/],
    [
      ['replay', 'x.jsonl'],
      /^x\.jsonl is a file of rejected records: name the run file that sends them with --config\./,
    ],
    [
      ['sandbox', '--port', 'x'],
      /^error: option '--port <n>' argument 'x' is invalid\. It must be a whole number\.\n$/,
    ],
    [
      ['sandbox', '--set', 'pendo.nothing=1'],
      /^The sandbox cannot start: the sandbox part pendo has no setting nothing; .*\n$/,
    ],
  ])('says what is wrong and ends with 2: %j', async (args, message) => {
    const {code, out, err} = await userSync(args, directory);
    expect({code, out}).toEqual({code: 2, out: ''});
    expect(err).toMatch(message);
  });

  it('plays the demo to a good end', async () => {
    const {code, out} = await userSync(['demo', '--json', '--seed', '7'], directory);
    // What `demo --json` prints.
    const report = JSON.parse(out) as {ok: boolean; verified: {equal: number; different: string[]}};
    expect({code, ok: report.ok}).toEqual({code: 0, ok: true});
    expect(report.verified.different).toEqual([]);
    expect(report.verified.equal).toBeGreaterThan(100);
  });

  it('serves the sandbox until a signal, which is its ordinary end', async () => {
    const sandbox = await startSandboxProcess(['--users', '7']);
    expect((await sandbox.dump('pipedrive'))['users']).toHaveLength(7);
    expect(await sandbox.stop()).toMatchObject({code: 0, signal: null});
  });

  describe('with a run file', () => {
    let bench: Bench;
    beforeEach(async () => (bench = await openBench()));
    afterEach(() => bench.close());

    it('prints one JSON document and no secret', async () => {
      const {code, out, err} = await userSync(['run', bench.file(), '--json'], directory);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({outcome: 'done', dry_run: false});
      expect(`${out}${err}`).not.toContain('sandbox-pendo-integration-key-0001');
    });

    it('ends with 1 and a sentence when a part failed', async () => {
      bench.sandbox.setFaults([
        {
          vendor: 'pipedrive',
          path: '/v1/roles',
          what: {type: 'status', status: 404},
          when: {type: 'always'},
        },
      ]);
      const {code, out} = await userSync(['run', bench.file()], directory);
      expect(code).toBe(1);
      expect(out).toMatch(/failed: .*[Rr]oles/);
    });

    it('ends with 1 when another process holds the warehouse, for it may be run again', async () => {
      const hold = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1])
        .then((instance) => { globalThis.held = instance; console.log('held'); setInterval(() => 0, 1e6); })`;
      const holder = spawn(process.execPath, ['-e', hold, bench.warehouse], {
        cwd: join(__dirname, '..', '..'),
      });
      await new Promise((resolve) => holder.stdout.once('data', resolve));
      const {code, out, err} = await userSync(['run', bench.file()], directory);
      holder.kill('SIGKILL');
      expect({code, out}).toEqual({code: 1, out: ''});
      expect(err).toMatch(
        /^The warehouse .*people\.duckdb is in use by another process \(PID \d+\); .*\n$/,
      );
    });

    it('stops at SIGINT with 130 and loses nothing', async () => {
      const file = bench.file();
      bench.sandbox.setFaults([
        {vendor: 'pipedrive', path: '/v1/roles', what: {type: 'hang'}, when: {type: 'always'}},
      ]);
      const child = startUserSync(['run', file], directory);
      const end = ended(child);
      while (!bench.sandbox.requests().some(({path}) => path.includes('/users'))) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      child.kill('SIGINT');
      expect(await end).toMatchObject({code: 130, signal: null});
      bench.sandbox.setFaults([]);
      expect((await userSync(['run', file], directory)).code).toBe(0);
    });

    it('ends when SQL does not, at the first signal', async () => {
      const models = [
        {name: 'endless', key: 'id', sql: 'SELECT count(*) AS id FROM range(100000000000000)'},
      ];
      const mappings = [{stream: 'endless', object: 'pendo_visitors', key: 'id'}];
      const child = startUserSync(['run', bench.file({models, mappings})], directory);
      const end = ended(child);
      await new Promise<void>((resolve) => {
        child.stderr.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('pipedrive_roles')) resolve();
        });
      });
      child.kill('SIGTERM');
      expect(await end).toMatchObject({code: 130, signal: null});
    });

    it('ends at the second signal at once, while it sends, by that signal', async () => {
      bench.sandbox.setFaults([
        {
          vendor: 'pendo',
          path: '/api/v1/metadata/visitor/custom/value',
          what: {type: 'hang'},
          when: {type: 'always'},
        },
      ]);
      const child = startUserSync(['run', bench.file()], directory);
      const end = ended(child);
      while (!bench.sandbox.requests().some(({path}) => path.endsWith('value'))) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      child.kill('SIGINT');
      await new Promise<void>((resolve) => {
        child.stderr.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('press Ctrl-C again')) resolve();
        });
      });
      child.kill('SIGTERM');
      expect(await end).toMatchObject({code: null, signal: 'SIGTERM'});
    });

    it('refuses a file that is not YAML', async () => {
      const path = join(directory, 'bad.yaml');
      writeFileSync(path, 'source: {');
      const {code, err} = await userSync(['run', path], directory);
      expect(code).toBe(2);
      expect(err).toMatch(/is not valid YAML at line/);
    });
  });
});
