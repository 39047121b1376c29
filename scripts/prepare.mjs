// Builds after an install that brought the compiler. One without development packages runs what was built
// before: a packed package has `lib`, and a clone has it once it was built.
import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
if (existsSync(`${root}node_modules/typescript`)) {
  execFileSync('npm', ['run', '--silent', 'build'], {cwd: root, stdio: 'inherit'});
} else if (!existsSync(`${root}lib/programs/source.js`)) {
  console.error(
    'Nothing is built yet, and there is no compiler: put a built lib/ here, install what `npm pack` made, or run `npm ci && npm prune --omit=dev`.',
  );
}
