const {createHash} = require('node:crypto');
const {readFileSync} = require('node:fs');
const {transformSync, version} = require('esbuild');

// Types are what `npm run types` checks; a test run only removes them, which esbuild does fastest.
const own = readFileSync(__filename);

/** A transformer of Jest's, as it loads one. */
module.exports = {
  process(sourceText, sourcePath) {
    const {code} = transformSync(sourceText, {
      format: 'cjs',
      loader: 'ts',
      platform: 'node',
      sourcefile: sourcePath,
      sourcemap: 'inline',
      // Jest's modules are run in a context that has no import() of its own.
      supported: {'dynamic-import': false},
      target: 'node20',
    });
    return {code};
  },
  getCacheKey(sourceText, sourcePath, {configString, instrument}) {
    const parts = [own, version, sourcePath, sourceText, configString, String(instrument)];
    return parts
      .reduce((hash, part) => hash.update(part).update('\0'), createHash('sha1'))
      .digest('hex');
  },
};
