// Twenty rounds of test/runner/kill.test.ts: kill -9 of `user-sync run` at random moments, each
// followed by a run to the end; Pendo's data must equal those of an undisturbed run.
// Needs a build: `npm run build && node scripts/kill-test.mjs [rounds]`.
import {spawnSync} from 'node:child_process';

const rounds = process.argv[2] ?? '20';
const jest = spawnSync('npx', ['jest', 'test/runner/kill.test.ts'], {
  stdio: 'inherit',
  env: {...process.env, KILL_ROUNDS: rounds},
});
process.exit(jest.status ?? 1);
