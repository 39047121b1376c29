// What `lib/programs/NAME.js` does: it runs the program's bundle with the code that V8 made of it when it was
// built. Reading that code costs a third of what parsing and compiling it again does. V8 takes it only where its
// own version and its flags are the same, and compiles the bundle as ever where they are not, or nothing is there.
'use strict';
const {readFileSync} = require('node:fs');
const {join} = require('node:path');
const {Script} = require('node:vm');

/* global PROGRAM -- The build puts the names in its place. */
/** The bundle of the whole program, and the one that can do nothing but what its only argument says. */
const {whole, front, argument} = PROGRAM;

// Their names have a digest, so that code is never taken for that of another build.
const name = process.argv.length === 3 && process.argv[2] === argument ? front : whole;
const bundle = join(__dirname, `${name}.js`);

function recordedCode() {
  try {
    return readFileSync(join(__dirname, `${name}.code`));
  } catch {
    return undefined;
  }
}

// The bundle is a function expression, in ASCII.
const script = new Script(readFileSync(bundle, 'latin1'), {
  filename: bundle,
  cachedData: recordedCode(),
});
script.runInThisContext()(exports, require, module, bundle, __dirname);
