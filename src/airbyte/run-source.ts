import {assembleSpec} from '../config/assemble-spec';
import type {SourceVendor} from '../read/source-vendor';
import {loadResource} from '../resources/load-resource';
import type {VendorSet} from './commands/connector-parts';
import {runToExitCode} from './commands/run-to-exit-code';
import {asksForSpec, sendSpec} from './commands/send-spec';
import {UserSyncSource} from './commands/user-sync-source';
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
  const parts = {...program, vendors, spec};
  const clock = program.kit.clock;
  const connector = new UserSyncSource(parts);
  if (asksForSpec(args)) {
    return runToExitCode({...program, clock}, () => sendSpec(connector, parts));
  }
  const {runCommandLine} = await import('./commands/command-line');
  const {sourceCommands} = await import('./commands/source-commands');
  return runCommandLine({...program, command: sourceCommands(connector, parts), args, clock});
}
