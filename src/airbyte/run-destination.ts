import {addAbortSignal, type Readable} from 'node:stream';
import {loadResource} from '../resources/load-resource';
import type {DestinationVendor} from '../write/object-writer';
import {assembleSpec} from '../config/assemble-spec';
import {runCommandLine} from './command-line';
import {DestinationRunner} from './destination-runner';
import {withoutProcessHandlers} from './process-handlers';
import type {Program} from './program';

export interface DestinationRun {
  readonly program: Program;
  /** Arguments without interpreter and script. */
  readonly args: readonly string[];
  readonly vendors: readonly DestinationVendor[];
  /** Opens the process's stdin; called by `write` only. */
  readonly openStdin: () => Readable;
  /** Gives a resource by name; default: the package's own. */
  readonly load?: typeof loadResource;
}

/** Runs one command of the destination; gives the exit code once all output has left. */
export async function runDestination(run: DestinationRun): Promise<number> {
  const {program, vendors, load = loadResource} = run;
  const names = vendors.map((vendor) => vendor.name);
  const spec = assembleSpec({
    side: 'destination',
    vendors: names,
    load,
    targets: vendors.flatMap(({objects}) => objects),
  });
  // When the work stops, nobody must be left waiting for input.
  const openInput = (): Readable => addAbortSignal(program.kit.signal, run.openStdin());
  const runner = withoutProcessHandlers(
    () => new DestinationRunner({...program, vendors, spec, openInput}),
  );
  return runCommandLine({
    ...program,
    command: runner.mainCommand(),
    args: run.args,
    clock: program.kit.clock,
  });
}
