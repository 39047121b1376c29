// Bundles each program into one file: finding and reading some hundred files is nearly half of what a short command
// costs. What a command loads when it runs is still evaluated then. Not minified, so that the lines of a stack trace
// can be read. What platforms and people ask for most has a small bundle of its own, the front. lib/programs/NAME.js,
// which `bin` runs, starts one of the two with code that V8 made of it beforehand. Beside them stand the licences of
// what is in them.
import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {basename} from 'node:path';
import {fileURLToPath} from 'node:url';
import {bundleProgram} from './programs/bundle.mjs';
import {recordPrograms} from './programs/record-programs.mjs';

/** By program: the argument that its front alone can answer, and what of its dynamic imports it needs for that. */
const FRONTS = {
  source: {argument: 'spec', keeps: []},
  destination: {argument: 'spec', keeps: []},
  'user-sync': {argument: '--help', keeps: ['./user-sync-commands']},
};
/** They allow copies that bring their text along. */
const LICENCES = ['MIT', 'ISC', 'BSD-3-Clause'];

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}lib/programs`;
const named = process.argv.slice(2);
const names = named.length > 0 ? named : Object.keys(FRONTS);
const programs = [];
for (const name of names) {
  const {argument, keeps} = FRONTS[name];
  const whole = await bundleProgram({root, name});
  const front = await bundleProgram({root, name, front: keeps});
  programs.push({name, argument, whole, front});
}
const inputs = programs.flatMap(({whole}) => whole.inputs);
refuseOwnFolders(inputs);
writeFileSync(`${folder}/LICENSES.txt`, licencesOf(inputs));
await recordPrograms(programs);
for (const program of programs) writeStart(program);
removeOldBundles();

function writeStart({name, argument, whole, front}) {
  const start = readFileSync(new URL('programs/start.cjs', import.meta.url), 'utf8');
  const bundles = {whole: bundleName(whole), front: bundleName(front), argument};
  writeFileSync(
    `${folder}/${name}.js`,
    start.replace('= PROGRAM;', `= ${JSON.stringify(bundles)};`),
  );
}

function bundleName({bundle}) {
  return basename(bundle, '.js');
}

function removeOldBundles() {
  const kept = programs.flatMap(({whole, front}) => [bundleName(whole), bundleName(front)]);
  for (const file of readdirSync(folder)) {
    const [, bundle, name] = /^((.+?)(?:-front)?-[A-Z0-9]{8})\.(?:js|code)$/.exec(file) ?? [];
    if (names.includes(name) && !kept.includes(bundle)) rmSync(`${folder}/${file}`);
  }
}

/** In a bundle every file stands in the same folder; one file alone knows how deep that is. */
function refuseOwnFolders(inputs) {
  const asks = inputs.filter(
    (input) =>
      input.startsWith('src/') &&
      input !== 'src/resources/load-resource.ts' &&
      readFileSync(`${root}${input}`, 'utf8').includes('__dirname'),
  );
  if (asks.length > 0) throw new Error(`Use resourcePath, not __dirname, in ${asks.join(', ')}.`);
}

function licencesOf(inputs) {
  const folders = inputs.flatMap(
    (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().map((folder) => {
    const {name, version, license} = JSON.parse(readFileSync(`${root}${folder}/package.json`));
    if (!LICENCES.includes(license)) throw new Error(`${name} has the licence ${license}.`);
    return `${name} ${version}, ${license}\n\n${licenceText(`${root}${folder}`)}\n`;
  });
  return `The programs in this folder contain these libraries.\n\n${texts.join('\n\n')}`;
}

/** A few packages have it in their README only. */
function licenceText(folder) {
  const files = readdirSync(folder);
  const file = files.find((name) => /^licen[cs]e(-mit)?(\.(md|txt))?$/i.test(name));
  if (file !== undefined) return readFileSync(`${folder}/${file}`, 'utf8').trim();
  const readme = files.find((name) => /^readme(\.md)?$/i.test(name));
  const text = readFileSync(`${folder}/${readme}`, 'utf8')
    .split(/^.*\blicense$/im)
    .at(-1);
  if (!/permission is hereby granted/i.test(text) && !/\bMIT\b/.test(text)) {
    throw new Error(`No licence found in ${folder}.`);
  }
  return text.replaceAll(/^[-=]+$/gm, '').trim();
}
