// Everything but the whole-system suites of apps/e2e, which `npm test` runs one after the other.
export default {
  testTimeout: 300_000,
  projects: ['<rootDir>/libs/*/jest.config.mjs', '<rootDir>/apps/{api,dev,ingest,web,worker}/jest.config.mjs'],
};
