// Bundles a program, whole or its front, into one file that `start.cjs` can run.
import {readFileSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import {readyChecksText} from './ready-checks.mjs';

/** DuckDB has native code; the CDK declares no licence, so that its code is in no file of ours. */
const OUTSIDE = ['@duckdb/node-api', 'faros-airbyte-cdk'];

/** The sandbox imports nothing of ours, so it stays in its own files, for those few commands that start it. */
const sandboxBeside = {
  name: 'sandbox-beside',
  setup: ({onResolve}) =>
    onResolve({filter: /^\.\/sandbox\//}, ({path}) => ({path: `.${path}.js`, external: true})),
};

/** axios loads HTTP/2 for a setting of its own that nobody here uses: it is loaded when something of it is asked for. */
const http2Later = {
  name: 'http2-later',
  setup: ({onResolve, onLoad}) => {
    onResolve({filter: /^http2$/}, ({path, namespace}) =>
      namespace === 'later' ? {path, external: true} : {path, namespace: 'later'},
    );
    onLoad({filter: /./, namespace: 'later'}, () => ({
      contents: `
        module.exports = {
          get constants() { return require('http2').constants; },
          get connect() { return require('http2').connect; },
        };`,
    }));
  },
};

/** Configurations are checked by what was compiled when the program was built. */
const checksReady = (root, side) => ({
  name: 'checks-ready',
  setup: ({onLoad}) =>
    onLoad({filter: /\/src\/config\/ready-checks\.ts$/}, () => ({
      contents: readyChecksText(root, side),
      resolveDir: root,
    })),
});

/** A connector is one side of its vendors: the other one is left out. */
const OTHER_SIDE = {source: './destination', destination: './source'};

const oneSide = (other) => ({
  name: 'one-side',
  setup: ({onResolve, onLoad}) => {
    onResolve({filter: /./}, ({path, importer}) =>
      path === other && /src\/vendors\/(\w+)\/\1\.ts$/.test(importer)
        ? {path: importer, namespace: 'none'}
        : undefined,
    );
    onLoad({filter: /./, namespace: 'none'}, () => ({contents: 'module.exports = {};'}));
  },
});

/** Leaves out what is loaded when it is needed, but for `kept`: in a front nothing else is needed. */
const frontOnly = (kept) => ({
  name: 'front-only',
  setup: ({onResolve}) =>
    onResolve({filter: /./}, ({kind, path}) =>
      kind === 'dynamic-import' && !kept.includes(path) ? {path, external: true} : undefined,
    ),
});

/**
 * Bundles `src/NAME.ts` to `lib/programs/NAME-DIGEST.js`, or its front, with those of its dynamic imports that it
 * keeps; gives the path and the files that are in it.
 */
export async function bundleProgram({root, name, front}) {
  const {metafile} = await build({
    absWorkingDir: root,
    entryPoints: [`src/${name}.ts`],
    // As deep as the files in `lib`, which find `resources` from where they are.
    outdir: 'lib/programs',
    entryNames: front === undefined ? '[name]-[hash]' : '[name]-front-[hash]',
    bundle: true,
    platform: 'node',
    target: 'node20',
    // As Node.js itself does with a file that is required; what stays outside is required, too.
    banner: {js: '(function (exports, require, module, __filename, __dirname) {'},
    footer: {js: '})'},
    supported: {'dynamic-import': false},
    external: OUTSIDE,
    plugins: [
      ...(name in OTHER_SIDE ? [oneSide(OTHER_SIDE[name]), checksReady(root, name)] : []),
      ...(front === undefined ? [] : [frontOnly(front)]),
      sandboxBeside,
      http2Later,
    ],
    metafile: true,
    logLevel: 'warning',
  });
  const [output] = Object.keys(metafile.outputs);
  escapeToAscii(`${root}${output}`);
  return {bundle: `${root}${output}`, inputs: Object.keys(metafile.inputs)};
}

/**
 * The start reads a bundle as Latin-1, which takes a tenth of the time. What esbuild leaves as it is stands in
 * comments and regular expressions, where an escape means the same; in the text of `String.raw` it does not.
 */
function escapeToAscii(bundle) {
  const lines = readFileSync(bundle, 'utf8').split('\n');
  const escaped = lines.map((line) => {
    // eslint-disable-next-line no-control-regex -- All of ASCII.
    const text = line.replaceAll(/[^\u0000-\u007f]/g, (letter) => {
      return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
    if (text === line || !line.includes('String.raw')) return text;
    throw new Error(`Not only ASCII in ${bundle}: ${line}`);
  });
  writeFileSync(bundle, escaped.join('\n'));
}
