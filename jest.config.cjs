/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  // Jest leaves one core to itself by default, and needs little of it.
  maxWorkers: '100%',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {'^.+\\.ts$': '<rootDir>/test/support/transform-ts.cjs'},
  setupFiles: ['<rootDir>/test/support/node-flags.cjs'],
  collectCoverageFrom: ['src/**/*.ts'],
  testTimeout: 60000,
  restoreMocks: true,
};
