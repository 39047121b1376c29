/** Bundles `people.ts`, which shares its made-up companies with the tests, and runs it. */
import {mkdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(here, '..', 'lib', 'bench', 'people.cjs');
mkdirSync(dirname(outfile), {recursive: true});
await build({
  entryPoints: [join(here, 'people.ts')],
  ...{bundle: true, platform: 'node', packages: 'external', logLevel: 'error', outfile},
});
await import(outfile);
