import {launch} from './airbyte/launch';
import {createProgram} from './airbyte/program';
import {runDestination} from './airbyte/run-destination';
import {systemClock} from './core/clock';
import {vendors} from './vendors/registry';

const program = createProgram({stdout: process.stdout, clock: systemClock, random: Math.random});

void launch(program, process, () =>
  runDestination({
    program,
    args: process.argv.slice(2),
    vendors: vendors.flatMap((vendor) => vendor.destination ?? []),
    openStdin: () => process.stdin,
  }),
);
