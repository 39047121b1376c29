const {createHash} = require('node:crypto');
const {readFileSync} = require('node:fs');
const {transformSync, version} = require('esbuild');

// Types are what `npm run types` checks; a test run only removes them, which esbuild does fastest.
const own = readFileSync(__filename);

/** @type {import('@jest/transform').SyncTransformer} */
module.exports = {
  process(sourceText, sourcePath) {
    const {code} = transformSync(sourceText, {
      format: 'cjs',
      loader: 'ts',
      platform: 'node',
      sourcefile: sourcePath,
      sourcemap: 'inline',
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
