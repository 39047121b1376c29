import {assembleSpec} from '../config/assemble-spec';
import type {SourceVendor} from '../read/source-vendor';
import {loadResource} from '../resources/load-resource';
import {runCommandLine} from './commands/command-line';
import type {VendorSet} from './commands/connector-parts';
import {sourceCommands} from './commands/source-commands';
import type {Program} from './program';

/** Runs one command of the source; gives the exit code once all output has left. */
export async function runSource(run: {
  readonly program: Program;
  /** Arguments without interpreter and script. */
  readonly args: readonly string[];
  readonly vendors: VendorSet<SourceVendor>;
  /** Gives a resource by name; default: the package's own. */
  readonly load?: typeof loadResource;
}): Promise<number> {
  const {program, args, vendors, load = loadResource} = run;
  const spec = (): ReturnType<typeof assembleSpec> =>
    assembleSpec({side: 'source', vendors: vendors.names, load});
  const command = sourceCommands({...program, vendors, spec});
  return runCommandLine({...program, command, args, clock: program.kit.clock});
}
