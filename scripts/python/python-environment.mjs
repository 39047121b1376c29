/** Virtual environments with pinned packages. */
import {createHash} from 'node:crypto';
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';

import {Refusal} from './find-python.mjs';

/**
 * Makes the environment `name`, or takes the one that is there when neither Python nor the file of
 * requirements has changed; gives its `python` and a `path` that finds its programs first. It lies below
 * node_modules, where no tool of the project looks and which Git ignores; `npm ci` removes it with the rest.
 * `what` and `megabytes` tell the user what is installed.
 */
export async function prepareEnvironment({project, python, processes, ...wish}) {
  const {name, requirements, what, megabytes} = wish;
  const folder = path.join(project, 'node_modules', '.cache', name);
  const bin = path.join(folder, 'bin');
  const environment = {
    python: path.join(bin, 'python'),
    path: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  const mark = path.join(folder, 'installed');
  const wanted = await fingerprint(requirements, python);
  if ((await readFile(mark, 'utf8').catch(() => '')) === wanted) return environment;
  console.log(
    `Installing ${what} for Python ${python.version}: about ${megabytes} MB below node_modules/.cache, one to three minutes, once.`,
  );
  await rm(folder, {recursive: true, force: true});
  await mkdir(path.dirname(folder), {recursive: true});
  const install = (program, args) => mustEndWell(processes, what, program, args);
  await install(python.program, ['-m', 'venv', folder]);
  const options = ['--quiet', '--no-input', '--disable-pip-version-check'];
  await install(environment.python, ['-m', 'pip', 'install', ...options, '-r', requirements]);
  // Last, so that an installation that was broken off is done again.
  await writeFile(mark, wanted);
  return environment;
}

async function fingerprint(requirements, {program, version}) {
  const hash = createHash('sha256').update(await readFile(requirements));
  return hash.update(`\n${program}\n${version}`).digest('hex');
}

async function mustEndWell(processes, what, program, args) {
  const child = processes.start(program, args, {stdio: ['ignore', 'ignore', 'pipe']});
  const said = [];
  child.stderr.on('data', (chunk) => said.push(chunk));
  if ((await processes.exitOf(child)) === 0) return;
  const tail = Buffer.concat(said).toString('utf8').trim().split('\n').slice(-12).join('\n');
  throw new Refusal(
    `${tail}\n${what} could not be installed; the lines above are from ${path.basename(program)} ${args.slice(0, 3).join(' ')}. ` +
      'Check that PyPI can be reached, and run this again.',
  );
}
