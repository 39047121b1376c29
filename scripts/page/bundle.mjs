/** The page's program for browsers: `src/page` with the libraries that it uses, in one script and one style. */
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {build} from 'esbuild';

/**
 * Gives `{script, style, libraries}`: texts, and of each library in them its name, version, licence and
 * the licence's text.
 */
export async function bundlePage(root) {
  const {outputFiles, metafile} = await build({
    absWorkingDir: path.resolve(root),
    entryPoints: ['src/page/main.tsx'],
    outdir: 'lib/page',
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: 'iife',
    target: ['chrome111', 'firefox125', 'safari16.4'],
    charset: 'ascii',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfig: 'src/page/tsconfig.json',
  });
  const text = (ending) => outputFiles.find((file) => file.path.endsWith(ending)).text;
  const libraries = await librariesOf(root, Object.keys(metafile.inputs));
  const named = libraries.map(
    ({name, version, copyright}) => `${name} ${version}, MIT. ${copyright}`,
  );
  return {script: `/*! ${named.join('; ')} */\n${text('.js')}`, style: text('.css'), libraries};
}

async function librariesOf(root, inputs) {
  const names = inputs.flatMap(
    (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(input)?.[1] ?? [],
  );
  return Promise.all(
    [...new Set(names)].sort().map(async (name) => {
      const folder = path.join(root, 'node_modules', name);
      const {version, license} = JSON.parse(
        await readFile(path.join(folder, 'package.json'), 'utf8'),
      );
      if (license !== 'MIT')
        throw new Error(`${name} has the licence ${license}: say it in bundle.mjs.`);
      const licence = (await readFile(path.join(folder, 'LICENSE'), 'utf8')).trim();
      return {name, version, license, licence, copyright: /^Copyright.*$/m.exec(licence)[0]};
    }),
  );
}
