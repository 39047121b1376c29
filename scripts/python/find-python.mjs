/** A Python that all packages of `conformance/` and `bench/peers/` run on. */
import {spawnSync} from 'node:child_process';

const VERSIONS = ['3.10', '3.11', '3.12'];
const PROGRAMS = ['python3', 'python3.12', 'python3.11', 'python3.10', 'python'];
const QUESTION =
  'import sys; print(sys.executable); print("%d.%d.%d" % sys.version_info[:3]); import ensurepip, venv';

/** Why nothing can be run, in a sentence for the user. */
export class Refusal extends Error {}

/**
 * The first of the usual names that is a fitting Python, or what the environment's PYTHON names:
 * `{program, version}`. Throws a Refusal that lists what was found.
 */
export function findPython(env = process.env) {
  const found = [];
  for (const name of env['PYTHON'] ? [env['PYTHON']] : PROGRAMS) {
    const {stdout} = spawnSync(name, ['-c', QUESTION], {encoding: 'utf8'});
    const [program, version] = (stdout ?? '').split('\n');
    if (!version) continue;
    const fits = VERSIONS.some((wanted) => version.startsWith(`${wanted}.`));
    if (fits && canMakeEnvironments(program)) return {program, version};
    const flaw = fits ? ' without the venv module (on Debian: python3-venv)' : '';
    found.push(`${name} is ${version}${flaw}`);
  }
  const seen = found.length > 0 ? found.join(', ') : 'none was found';
  throw new Refusal(
    `This needs Python 3.10, 3.11 or 3.12 with venv, and there is no such Python here (${seen}). ` +
      'Install one, or name it with PYTHON=/path/to/python3, and run this again.',
  );
}

function canMakeEnvironments(program) {
  return spawnSync(program, ['-c', 'import ensurepip, venv']).status === 0;
}
