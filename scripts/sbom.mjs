// Writes the bill of materials of what runs in production, as CycloneDX: `npm run sbom [FILE]`, by default
// sbom.cdx.json. It is made from the lock file and needs no network.
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = process.argv[2] ?? 'sbom.cdx.json';
const args = ['sbom', '--package-lock-only', '--omit=dev', '--sbom-format=cyclonedx'];
const text = execFileSync('npm', [...args, '--sbom-type=application'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
const {components} = JSON.parse(text);
writeFileSync(file, text);
console.log(`${file}: ${components.length} packages`);
