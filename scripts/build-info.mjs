// Keeps what is known at build time only: DOCUMENTATION_URL, the https address at which `docs/` is published.
// Without it the specifications name no documentation.
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const lib = new URL('../lib/', import.meta.url);
const file = fileURLToPath(new URL('build.json', lib));
const given = (process.env.DOCUMENTATION_URL ?? '').trim().replace(/\/+$/, '');

if (given === '') {
  rmSync(file, {force: true});
} else if (!/^https:\/\/[^\s/]+/.test(given)) {
  console.error('DOCUMENTATION_URL must be an https address, such as https://example.com/docs.');
  process.exitCode = 1;
} else {
  mkdirSync(fileURLToPath(lib), {recursive: true});
  writeFileSync(file, `${JSON.stringify({documentation_url: given})}\n`);
}
