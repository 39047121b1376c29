import type {SourceVendor} from '../read/source-vendor';
import {loadResource} from '../resources/load-resource';
import {assembleSpec} from '../config/assemble-spec';
import {runCommandLine} from './command-line';
import {withoutProcessHandlers} from './process-handlers';
import type {Program} from './program';
import {SourceRunner} from './source-runner';

export interface SourceRun {
  readonly program: Program;
  /** Arguments without interpreter and script. */
  readonly args: readonly string[];
  readonly vendors: readonly SourceVendor[];
  /** Gives a resource by name; default: the package's own. */
  readonly load?: typeof loadResource;
}

/** Runs one command of the source; gives the exit code once all output has left. */
export async function runSource(run: SourceRun): Promise<number> {
  const {program, vendors, load = loadResource} = run;
  const names = vendors.map((vendor) => vendor.name);
  const spec = assembleSpec({side: 'source', vendors: names, load});
  const runner = withoutProcessHandlers(() => new SourceRunner({...program, vendors, spec}));
  return runCommandLine({
    ...program,
    command: runner.mainCommand(),
    args: run.args,
    clock: program.kit.clock,
  });
}
