/**
 * The tests of suites as data: what `describe`, `it` and the hooks of Jest would have been told. Only what the
 * suites of the engines use is there.
 */
import {createRequire} from 'node:module';

// Neither is a dependency of ours; Jest brings them along.
const ofJest = createRequire(createRequire(import.meta.url).resolve('jest/package.json'));
const {bind} = ofJest('jest-each');
const {expect} = ofJest('expect');

const HOOKS = ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'];

const newBlock = (name, parent) => ({
  ...{name, parent, blocks: [], tests: []},
  ...Object.fromEntries(HOOKS.map((hook) => [hook, []])),
});

/** Where the globals put what they are told; one for all files that are loaded. */
export function createCollector() {
  let open = newBlock('', undefined);

  const describe = (name, body) => {
    const block = newBlock(name, open);
    open.blocks.push(block);
    open = block;
    body();
    open = block.parent;
  };
  const it = (name, run) => {
    open.tests.push({name: fullName(open, name), run});
  };
  const hooks = HOOKS.map((hook) => [hook, (run) => void open[hook].push(run)]);
  describe.each = bind(describe, false);
  it.each = bind(it);
  Object.assign(globalThis, {describe, it, test: it, expect, ...Object.fromEntries(hooks)});

  return {
    /** The tests that `load` tells of. */
    collect: (name, load) => {
      open = newBlock(name, undefined);
      load();
      return open;
    },
  };
}

function fullName(block, name) {
  const names = [name];
  for (let at = block; at !== undefined; at = at.parent) names.unshift(at.name);
  return names.join(' > ');
}

/** Every test below a block. */
export function* testsOf(block) {
  yield* block.tests;
  for (const inner of block.blocks) yield* testsOf(inner);
}
