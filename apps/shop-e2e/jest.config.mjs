import preset from '../../jest.preset.mjs';

/** All files share one shop, which some of them kill parts of: so one after the other. */
export default {
  ...preset,
  displayName: 'shop-e2e',
  testMatch: ['<rootDir>/src/**/*.e2e.spec.ts'],
  globalSetup: '<rootDir>/src/support/start-shop.ts',
  globalTeardown: '<rootDir>/src/support/stop-shop.ts',
  testTimeout: 60_000,
  maxWorkers: 1,
  testSequencer: '<rootDir>/test-order.mjs',
};
