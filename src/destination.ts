import {launch} from './airbyte/launch';
import {createProgram} from './airbyte/program';
import {runDestination} from './airbyte/run-destination';
import {systemClock} from './core/clock';
import {destinationNames, targets} from './generated/spec-parts';
import type {Accepts} from './config/ready-checks';
import type {DestinationVendor} from './write/object-writer';

const program = createProgram({
  stdout: process.stdout,
  clock: systemClock,
  random: Math.random,
  logLevel: process.env['LOG_LEVEL'],
  lastWords: (text) => void process.stderr.write(text),
});

void launch(program, process, () =>
  runDestination({
    program,
    args: process.argv.slice(2),
    vendors: {names: destinationNames, targets, load: loadVendors, ready: loadCheck},
    openStdin: () => process.stdin,
  }),
);

async function loadVendors(): Promise<readonly DestinationVendor[]> {
  const {vendors} = await import('./vendors/registry');
  return vendors.flatMap(({destination}) => destination ?? []);
}

async function loadCheck(): Promise<Accepts | undefined> {
  const {readyChecks} = await import('./config/ready-checks');
  return readyChecks.destination?.();
}
