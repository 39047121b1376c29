/** Runs collected tests, again and again in one process. */
import {performance} from 'node:perf_hooks';
import {clearTimeout, setTimeout} from 'node:timers';

import {testsOf} from './collect-tests.mjs';

/**
 * Runs those tests of a file that `wanted` names, and tells `onResult` of each: `{name, error, ms}`. Ends early
 * when that returns true.
 */
export async function runFile(file, {wanted, timeLimitMs, around, onResult}) {
  const state = {isDone: false};
  const runTest = async (test, blocks) => {
    const startedAt = performance.now();
    const error = await around(test.name, () =>
      inTime(() => withHooks(test, blocks), timeLimitMs(test.name)),
    );
    state.isDone = onResult({name: test.name, error, ms: performance.now() - startedAt}) === true;
  };
  await runBlock(file, [], {wanted, state, runTest});
}

async function runBlock(block, outer, run) {
  if (![...testsOf(block)].some(({name}) => run.wanted(name))) return;
  const blocks = [...outer, block];
  for (const hook of block.beforeAll) await hook();
  for (const test of block.tests) {
    if (!run.state.isDone && run.wanted(test.name)) await run.runTest(test, blocks);
  }
  for (const inner of block.blocks) {
    if (!run.state.isDone) await runBlock(inner, blocks, run);
  }
  for (const hook of block.afterAll) await hook();
}

async function withHooks(test, blocks) {
  for (const block of blocks) for (const hook of block.beforeEach) await hook();
  try {
    await test.run();
  } finally {
    for (const block of blocks.toReversed()) for (const hook of block.afterEach) await hook();
  }
}

/** The error of `run`, of whatever was thrown beside it, or that it took too long; undefined if all is well. */
async function inTime(run, limitMs) {
  let give;
  const outside = new Promise((resolve) => {
    give = resolve;
  });
  const timer = setTimeout(() => give(new Error(`took more than ${limitMs} ms`)), limitMs);
  process.on('uncaughtException', give);
  try {
    const inside = run().then(
      () => undefined,
      (error) => error ?? new Error('threw nothing'),
    );
    return await Promise.race([inside, outside]);
  } finally {
    clearTimeout(timer);
    process.off('uncaughtException', give);
  }
}
