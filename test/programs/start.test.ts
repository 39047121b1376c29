import {spawnSync} from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '..', '..');
const PROGRAMS = path.join(ROOT, 'lib', 'programs');

/** Bundles that the starting files name, whole programs and fronts. */
const bundles = readdirSync(PROGRAMS).flatMap(
  (file) => /^(.+-[A-Z0-9]{8})\.js$/.exec(file)?.[1] ?? [],
);

/** Says of each bundle whether V8 takes its code, in a process that nobody gave options. */
const JUDGE = `
  const {readFileSync} = require('node:fs');
  const {Script} = require('node:vm');
  const verdicts = process.argv.slice(1).map((bundle) => {
    const cachedData = readFileSync(bundle + '.code');
    return new Script(readFileSync(bundle + '.js', 'latin1'), {cachedData}).cachedDataRejected;
  });
  console.log(JSON.stringify(verdicts));`;

describe('The start of a program', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'user-sync-start-'));

  afterAll(() => {
    rmSync(home, {recursive: true});
  });

  it('finds code that V8 takes, of every program and of what each is asked for most', () => {
    expect(bundles.map((name) => name.replace(/-[A-Z0-9]+$/, '')).sort()).toEqual([
      'destination',
      'destination-front',
      'source',
      'source-front',
      'user-sync',
      'user-sync-front',
    ]);
    const paths = bundles.map((name) => path.join(PROGRAMS, name));
    const {stdout} = spawnSync(process.execPath, ['-e', JUDGE, ...paths], {encoding: 'utf8'});
    expect(JSON.parse(stdout)).toEqual(bundles.map(() => false));
  });

  it('goes without code that V8 does not take', () => {
    mkdirSync(path.join(home, 'lib', 'programs'), {recursive: true});
    for (const name of ['node_modules', 'package.json', 'resources']) {
      symlinkSync(path.join(ROOT, name), path.join(home, name));
    }
    for (const file of readdirSync(PROGRAMS).filter((name) => /^source.*\.(js|code)$/.test(name))) {
      const copy = path.join(home, 'lib', 'programs', file);
      copyFileSync(path.join(PROGRAMS, file), copy);
      if (file.endsWith('.code')) truncateSync(copy, 1000);
    }
    const program = path.join(home, 'lib', 'programs', 'source.js');
    const {stdout} = spawnSync(process.execPath, [program, 'spec'], {encoding: 'utf8'});
    expect(JSON.parse(stdout)).toMatchObject({type: 'SPEC'});
  });
});
