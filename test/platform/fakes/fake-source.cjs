// A source that prints what its configuration says: `runs` by attempt, the last one from then on.
'use strict';

const {readFileSync} = require('node:fs');

const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const {runs} = JSON.parse(readFileSync(option('--config'), 'utf8'));
const {lines = [], stderr = '', exit = 0} = runs[process.env.WORKER_JOB_ATTEMPT] ?? runs.at(-1);
for (const line of lines) {
  process.stdout.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
}
process.stderr.write(stderr);
process.exitCode = exit;
