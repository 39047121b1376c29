// Runs a program once, as `start.cjs` does, and keeps the code that V8 made of it, the functions that ran
// included; again with other arguments, what these need comes on top.
// node record-code.cjs BUNDLE CODE ARGUMENTS…
'use strict';
const {existsSync, readFileSync, writeFileSync} = require('node:fs');
const {createRequire} = require('node:module');
const {dirname} = require('node:path');
const v8 = require('node:v8');
const {Script} = require('node:vm');

const [node, , bundle, code, ...args] = process.argv;
// A program may set flags while it runs. Code that was kept under them would fit no program that starts.
v8.setFlagsFromString = () => undefined;
process.argv = [node, bundle, ...args];
const script = new Script(readFileSync(bundle, 'latin1'), {
  filename: bundle,
  ...(existsSync(code) && {cachedData: readFileSync(code)}),
});
process.on('exit', () => writeFileSync(code, script.createCachedData()));
const own = {exports: {}};
script.runInThisContext()(own.exports, createRequire(bundle), own, bundle, dirname(bundle));
