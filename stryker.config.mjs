// `npm run mutate -- --mutate FILE,FILE`: does some test fail when this part of the engines' core is changed? Only
// the engines' own suites are asked, by a runner of our own that does not start them anew for each change.

export default {
  testRunner: 'suites',
  plugins: ['./scripts/mutate/stryker-runner.mjs'],
  suitesByRoom: {
    core: ['test/core'],
    http: ['test/http'],
    read: ['test/read'],
    warehouse: ['test/warehouse'],
    write: ['test/write'],
  },
  warnings: {unknownOptions: false},
  coverageAnalysis: 'perTest',
  mutate: [
    'src/core/secrets/*.ts',
    'src/http/{limits,verdict}/*.ts',
    'src/read/{change-detection,listing}/*.ts',
    'src/warehouse/memory/*.ts',
    'src/write/session/*.ts',
  ],
  // What a message says word for word is for its readers, not for tests.
  mutator: {excludedMutations: ['StringLiteral']},
  ignorePatterns: ['/lib', '/docs', '*-screenshots', 'user-sync-demo'],
  concurrency: 1,
  dryRunTimeoutMinutes: 20,
  timeoutMS: 10_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: {logTests: false, allowColor: false},
  tempDirName: '.stryker-tmp',
};
