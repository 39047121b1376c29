import {addAbortSignal, type Readable} from 'node:stream';
import {assembleSpec, type SpecParts} from '../config/assemble-spec';
import {loadResource} from '../resources/load-resource';
import type {DestinationVendor} from '../write/object-writer';
import type {VendorSet} from './commands/connector-parts';
import {runToExitCode} from './commands/run-to-exit-code';
import {asksForSpec, sendSpec} from './commands/send-spec';
import {UserSyncDestination} from './commands/user-sync-destination';
import type {Program} from './program';

/** Runs one command of the destination; gives the exit code once all output has left. */
export async function runDestination(run: {
  readonly program: Program;
  /** Arguments without interpreter and script. */
  readonly args: readonly string[];
  readonly vendors: VendorSet<DestinationVendor> & Pick<SpecParts, 'targets'>;
  /** Opens the process's stdin; called by `write` only. */
  readonly openStdin: () => Readable;
  /** Gives a resource by name; default: the package's own. */
  readonly load?: typeof loadResource;
}): Promise<number> {
  const {program, args, vendors, load = loadResource} = run;
  const {names, targets = []} = vendors;
  const spec = (): ReturnType<typeof assembleSpec> =>
    assembleSpec({side: 'destination', vendors: names, load, targets});
  // When the work stops, nobody must be left waiting for input.
  const openInput = (): Readable => addAbortSignal(program.kit.signal, run.openStdin());
  const parts = {...program, vendors, spec};
  const clock = program.kit.clock;
  const connector = new UserSyncDestination(parts);
  if (asksForSpec(args)) {
    return runToExitCode({...program, clock}, () => sendSpec(connector, parts));
  }
  const {runCommandLine} = await import('./commands/command-line');
  const {destinationCommands} = await import('./commands/destination-commands');
  return runCommandLine({
    ...program,
    command: destinationCommands(connector, parts, openInput),
    args,
    clock,
  });
}
