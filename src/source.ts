import {launch} from './airbyte/launch';
import {createProgram} from './airbyte/program';
import {runSource} from './airbyte/run-source';
import {systemClock} from './core/clock';
import {sourceNames} from './generated/spec-parts';
import type {Accepts} from './config/ready-checks';
import type {SourceVendor} from './read/source-vendor';

const program = createProgram({
  stdout: process.stdout,
  clock: systemClock,
  random: Math.random,
  logLevel: process.env['LOG_LEVEL'],
  lastWords: (text) => void process.stderr.write(text),
});

void launch(program, process, () =>
  runSource({
    program,
    args: process.argv.slice(2),
    vendors: {names: sourceNames, load: loadVendors, ready: loadCheck},
  }),
);

async function loadVendors(): Promise<readonly SourceVendor[]> {
  const {growHeapSlowly} = await import('./airbyte/grow-heap-slowly');
  growHeapSlowly();
  const {vendors} = await import('./vendors/registry');
  return vendors.flatMap(({source}) => source ?? []);
}

async function loadCheck(): Promise<Accepts | undefined> {
  const {readyChecks} = await import('./config/ready-checks');
  return readyChecks.source?.();
}
