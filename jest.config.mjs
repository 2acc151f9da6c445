// Everything but the whole-system suites of apps/e2e, which `npm test` runs afterwards.
export default {
  testTimeout: 300_000,
  // Modules of earlier test files stay in a worker's memory: one that holds this much is replaced after its file.
  workerIdleMemoryLimit: '1500MB',
  projects: ['<rootDir>/libs/*/jest.config.mjs', '<rootDir>/apps/{api,dev,ingest,web,worker}/jest.config.mjs'],
};
