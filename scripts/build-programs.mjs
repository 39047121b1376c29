// Bundles each program into one file, lib/programs/NAME.js, which `bin` runs: finding and reading some hundred
// files is nearly half of what a short command costs. What a command loads when it runs is still evaluated then.
// Not minified, so that the lines of a stack trace can be read. Beside them stand the licences of what is in them.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

/** DuckDB has native code; the CDK declares no licence, so that its code is in no file of ours. */
const OUTSIDE = ['@duckdb/node-api', 'faros-airbyte-cdk'];
/** They allow copies that bring their text along. */
const LICENCES = ['MIT', 'ISC', 'BSD-3-Clause'];

const root = fileURLToPath(new URL('..', import.meta.url));
const named = process.argv.slice(2);
const names = named.length > 0 ? named : ['source', 'destination', 'user-sync'];
/** The sandbox imports nothing of ours, so it stays in its own files, for those few commands that start it. */
const sandboxBeside = {
  name: 'sandbox-beside',
  setup: ({onResolve}) =>
    onResolve({filter: /^\.\/sandbox\//}, ({path}) => ({path: `.${path}.js`, external: true})),
};
const {metafile} = await build({
  absWorkingDir: root,
  entryPoints: names.map((name) => `src/${name}.ts`),
  // As deep as the files in `lib`, which find `resources` from where they are.
  outdir: 'lib/programs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: OUTSIDE,
  plugins: [sandboxBeside],
  metafile: true,
  logLevel: 'warning',
});
refuseOwnFolders(Object.keys(metafile.inputs));
writeFileSync(`${root}lib/programs/LICENSES.txt`, licencesOf(Object.keys(metafile.inputs)));

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
