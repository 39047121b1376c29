// `npm run mutate -- --mutate FILE,FILE`: does some test fail when this part of the engines' core is changed? Only
// the core's own suites are asked. Without files it takes hours.

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  jest: {
    projectType: 'custom',
    config: {
      testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
      testMatch: ['<rootDir>/test/{core,http,read,warehouse,write}/**/*.test.ts'],
    },
    enableFindRelatedTests: true,
  },
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
  concurrency: 2,
  dryRunTimeoutMinutes: 20,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: {logTests: false, allowColor: false},
  tempDirName: '.stryker-tmp',
};
