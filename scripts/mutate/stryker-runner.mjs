/**
 * A test runner for Stryker that loads the engines' suites once and then runs the tests that reach a mutant, many
 * hundreds of times in one process, where Jest would start again for each. It can do so because no module of ours
 * has state. A mutant in what a module does while it is loaded makes it load everything again.
 */
import {readFileSync, readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';

import {createCollector, testsOf} from './collect-tests.mjs';
import {runFile} from './run-tests.mjs';

/** A test may take so many times what it took without a mutant, and a moment. */
const PATIENCE = 10;

/** What a test may take in the run without a mutant, and with one when this process has not timed it without. */
const FIRST_LIMIT_MS = 60_000;
const UNTIMED_LIMIT_MS = 5_000;

class SuiteRunner {
  #suitesByRoom;
  #suites = [];
  #require = createRequire(path.join(process.cwd(), 'test', 'any.js'));
  #collector = createCollector();
  #stryker = (globalThis.__stryker__ ??= {});
  #files = [];
  #isFresh = false;
  #msOf = new Map();

  constructor(options) {
    this.#suitesByRoom = options.suitesByRoom;
  }

  capabilities() {
    return {reloadEnvironment: true};
  }

  init() {
    // Where a text without a zone is not read as UTC by chance.
    process.env.TZ = 'Asia/Kathmandu';
    const {process: transform} = this.#require('./support/transform-ts.cjs');
    const codes = new Map();
    this.#require.extensions['.ts'] = (module, file) => {
      if (!codes.has(file)) codes.set(file, transform(readFileSync(file, 'utf8'), file).code);
      module._compile(codes.get(file), file);
    };
    // What comes too late from a test that is over says nothing of the one that runs now.
    process.on('unhandledRejection', () => undefined);
    process.on('uncaughtException', () => undefined);
  }

  async dryRun({files}) {
    this.#choose(files);
    this.#stryker.mutantCoverage = {static: {}, perTest: {}};
    this.#load();
    const tests = [];
    await this.#run(
      undefined,
      ({name, error, ms}) => {
        this.#msOf.set(name, ms);
        const result = {id: name, name, timeSpentMs: ms};
        tests.push(
          error
            ? {...result, status: 'failed', failureMessage: textOf(error)}
            : {...result, status: 'success'},
        );
      },
      FIRST_LIMIT_MS,
    );
    return {status: 'complete', tests, mutantCoverage: this.#stryker.mutantCoverage};
  }

  async mutantRun({activeMutant, testFilter, disableBail, hitLimit, mutantActivation, ...run}) {
    const isStatic = mutantActivation === 'static';
    // A process that had to be ended was followed by a new one, which knows nothing yet.
    if (this.#suites.length === 0) this.#choose([run.sandboxFileName]);
    // A test that comes by five times as often as all of them together without a mutant has found no end.
    Object.assign(this.#stryker, {hitLimit: hitLimit / 20 + 10_000, mutantCoverage: undefined});
    const activate = () => {
      this.#stryker.activeMutant = activeMutant.id;
    };
    const failed = [];
    let count = 0;
    try {
      if (isStatic) activate();
      if (isStatic || !this.#isFresh) this.#load();
      activate();
      await this.#run(testFilter && new Set(testFilter), ({name, error}) => {
        count += 1;
        if (error) failed.push({name, error});
        return failed.length > 0 && !disableBail;
      });
    } catch (error) {
      // Neither a module that cannot be loaded nor a hook that throws is unnoticed.
      failed.push({name: 'while loading', error});
    } finally {
      this.#isFresh = !isStatic && this.#isFresh;
      this.#stryker.activeMutant = undefined;
    }
    if (failed.length === 0) {
      if (count === 0) throw new Error(`No test was run for mutant ${activeMutant.id}.`);
      return {status: 'survived', nrOfTests: count};
    }
    const [{error}] = failed;
    const killedBy = failed.map(({name}) => name);
    return {status: 'killed', killedBy, failureMessage: textOf(error), nrOfTests: count};
  }

  /** The suites that may know these files. */
  #choose(files) {
    const rooms = files.map((file) => path.relative('src', file).split(path.sep)[0]);
    this.#suites = [...new Set(rooms.flatMap((room) => this.#suitesByRoom[room]))];
  }

  #load() {
    for (const file of Object.keys(this.#require.cache)) {
      if (!file.includes('node_modules')) delete this.#require.cache[file];
    }
    // The same examples each time, and the first that fails is enough.
    this.#require('fast-check').configureGlobal({seed: 1, endOnFailure: true});
    this.#files = this.#suites.flatMap(suitesIn).map((file) => ({
      usesNock: readFileSync(file, 'utf8').includes(`from 'nock'`),
      ...this.#collector.collect(file, () => this.#require(path.resolve(file))),
    }));
    this.#isFresh = true;
  }

  /** The quickest files first: most mutants are noticed by the first test that reaches them. */
  async #run(only, onResult, unknownLimitMs = UNTIMED_LIMIT_MS) {
    const wanted = (name) => only?.has(name) ?? true;
    const cost = (file) => {
      const names = [...testsOf(file)].map(({name}) => name).filter(wanted);
      return names.reduce((sum, name) => sum + (this.#msOf.get(name) ?? 0), 0);
    };
    let isDone = false;
    for (const file of this.#files.toSorted((a, b) => cost(a) - cost(b))) {
      if (isDone) return;
      this.#setNock(file.usesNock);
      await runFile(file, {
        wanted,
        timeLimitMs: (name) =>
          this.#msOf.has(name) ? this.#msOf.get(name) * PATIENCE + 400 : unknownLimitMs,
        around: (name, run) => this.#whileCurrent(name, run),
        onResult: (result) => {
          isDone = onResult(result) === true;
          return isDone;
        },
      });
    }
  }

  async #whileCurrent(name, run) {
    Object.assign(this.#stryker, {currentTestId: name, hitCount: 0});
    try {
      return await run();
    } finally {
      this.#stryker.currentTestId = undefined;
    }
  }

  /** A suite of Jest's has one of its own, or none; here there is one for all. */
  #setNock(isActive) {
    const nock = this.#require('nock');
    if (isActive && !nock.isActive()) nock.activate();
    if (!isActive && nock.isActive()) nock.restore();
  }
}

const suitesIn = (folder) =>
  readdirSync(folder, {recursive: true})
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(folder, name));

const textOf = (error) => String(error?.stack ?? error);

function createRunner(options) {
  return new SuiteRunner(options);
}
createRunner.inject = ['options'];

export const strykerPlugins = [{kind: 'TestRunner', name: 'suites', factory: createRunner}];
