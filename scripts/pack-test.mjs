/**
 * Packs the project, installs the package without development packages in an empty folder, and runs its
 * three programs there. Prints one line for each assertion and ends with 1 when one does not hold. Needs
 * the npm registry.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {openAssertions} from './image/assertions.mjs';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
/** What a package is for users, and what only its makers need. */
const WANTED = [
  'LICENSE',
  'NOTICE',
  'lib/programs/user-sync.js',
  'lib/programs/LICENSES.txt',
  'lib/page/page.js',
  'resources/demo/run.yaml',
];
const FOREIGN = /^(src|test|test_files|bench|docs|decisions|\.|lib\/.*\.tsbuildinfo)/;

const {assert, counts} = openAssertions();
const folder = mkdtempSync(path.join(tmpdir(), 'user-sync-pack-'));
try {
  const npm = (args, cwd) => execFileSync('npm', args, {cwd, encoding: 'utf8', stdio: 'pipe'});
  const told = npm(['pack', '--json', '--pack-destination', folder], PROJECT);
  // `prepack` may print before the answer, which is a list.
  const [{filename, files, size}] = JSON.parse(told.slice(told.lastIndexOf('\n[') + 1));
  const names = files.map((file) => file.path);
  const missing = WANTED.filter((name) => !names.includes(name));
  assert(missing.length === 0, 'the package is complete', missing.join(' '));
  const foreign = names.filter((name) => FOREIGN.test(name));
  assert(
    foreign.length === 0,
    'and holds nothing that only its makers need',
    foreign.slice(0, 5).join(' ') || `${names.length} files, ${(size / 1e6).toFixed(1)} MB packed`,
  );

  const home = path.join(folder, 'empty');
  mkdirSync(home);
  writeFileSync(path.join(home, 'package.json'), '{"private": true}\n');
  const quiet = ['--no-audit', '--no-fund', '--omit=dev'];
  npm(['install', ...quiet, path.join(folder, filename)], home);
  const dev = ['typescript', 'jest', 'eslint'].filter((name) =>
    existsSync(path.join(home, 'node_modules', name)),
  );
  assert(dev.length === 0, 'it is installed without development packages', dev.join(' '));

  const run = (program, ...args) =>
    spawnSync(path.join(home, 'node_modules', '.bin', program), args, {
      cwd: folder,
      encoding: 'utf8',
    });
  for (const program of ['source-user-sync', 'destination-user-sync']) {
    const {status, stdout, stderr} = run(program, 'spec');
    const type = status === 0 ? JSON.parse(stdout.split('\n')[0]).type : stderr.slice(-300);
    assert(type === 'SPEC', `${program} spec`, `${type}, exit code ${status}`);
  }
  const demo = run('user-sync', 'demo', '--json');
  const report = demo.status === 0 ? JSON.parse(demo.stdout) : {};
  const verified = report.verified?.equal ?? demo.stderr.slice(-300);
  assert(
    report.ok === true,
    'user-sync demo',
    `${verified} values equal, exit code ${demo.status}`,
  );
} finally {
  rmSync(folder, {recursive: true, force: true});
}
const {passed, failed} = counts();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
