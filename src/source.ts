import {growHeapSlowly} from './airbyte/grow-heap-slowly';
import {createProgram} from './airbyte/program';
import {launch} from './airbyte/launch';
import {runSource} from './airbyte/run-source';
import {systemClock} from './core/clock';
import {vendors} from './vendors/registry';

growHeapSlowly();
const program = createProgram({stdout: process.stdout, clock: systemClock, random: Math.random});

void launch(program, process, () =>
  runSource({
    program,
    args: process.argv.slice(2),
    vendors: vendors.flatMap((vendor) => vendor.source ?? []),
  }),
);
