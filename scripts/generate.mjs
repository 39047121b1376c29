/**
 * Writes what is derived from `resources/`: types of the configuration in `src/generated`,
 * `docs/streams.md`, `docs/objects.md` and parts of the user pages in `docs/integrations` and of the
 * connectors' metadata; by the built code, what the specifications say of the vendors in `src/generated`,
 * `docs/values.md`, the run file's schema and its keys in `docs/runner.md`; and, from `package-lock.json`, the packages in `NOTICE`. `--check` writes nothing
 * and fails when a file is not what it would be.
 */
import {mkdir, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {configTypes} from './generate/config-types.mjs';
import {notice} from './generate/notice.mjs';
import {connectorParts} from './generate/connector-parts.mjs';
import {objectPages} from './generate/object-pages.mjs';
import {runFilePages} from './generate/run-file-pages.mjs';
import {specParts} from './generate/spec-parts.mjs';
import {streamPages} from './generate/stream-pages.mjs';
import {userPages} from './generate/user-pages.mjs';
import {valuePages} from './generate/value-pages.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
/** Everything in it is generated: what nobody wants any more is removed. */
const outputDirectory = 'src/generated';
const check = process.argv.includes('--check');

const wanted = new Map([
  ...(await configTypes(root)),
  ...(await specParts(root)),
  ...(await streamPages(root)),
  ...(await objectPages(root)),
  ...(await userPages(root)),
  ...(await valuePages(root)),
  ...(await notice(root)),
  ...(await connectorParts(root)),
  ...(await runFilePages(root)),
]);
const stale = [];
for (const [name, text] of wanted) {
  const file = path.join(root, name);
  const old = await readFile(file, 'utf8').catch(() => undefined);
  if (old === text) continue;
  stale.push(name);
  if (!check) {
    await mkdir(path.dirname(file), {recursive: true});
    await writeFile(file, text);
  }
}
for (const entry of await readdir(path.join(root, outputDirectory)).catch(() => [])) {
  const name = `${outputDirectory}/${entry}`;
  if (wanted.has(name)) continue;
  stale.push(name);
  if (!check) await rm(path.join(root, name));
}
if (check && stale.length > 0) {
  console.error(`Not as generated: ${stale.join(', ')}. Run \`npm run generate\`.`);
  process.exitCode = 1;
}
