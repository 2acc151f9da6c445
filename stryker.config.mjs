// `npm run mutate` (apps/dev/src/mutate.ts): mutation tests of the rules. The results are kept, so that a second run
// tests what has changed since.
import preset from './jest.preset.mjs';

// The lives of customers notice most mutations, and take a hundred times as long as the direct tests, which are to notice
// them by themselves. Packages are resolved to the sources of the sandbox, so that helpers of tests see a mutation too.
const domain = {
  ...preset,
  rootDir: 'libs/domain',
  testPathIgnorePatterns: ['life-cycle', '\\.property\\.'],
  moduleNameMapper: { '^@puntual/([a-z]+)/(.*)$': '<rootDir>/../$1/src/$2' },
};

export default {
  packageManager: 'npm',
  plugins: ['@stryker-mutator/jest-runner'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: { projectType: 'custom', config: domain, enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  incrementalFile: '.puntual/mutate/incremental.json',
  tempDirName: '.puntual/mutate/sandbox',
  ignorePatterns: [
    '**/dist',
    '**/.cache',
    '.nx',
    '.puntual',
    'apps/*/src',
    'libs/workflows/src/histories',
    'docs',
    'helm',
  ],
  reporters: ['clear-text', 'progress', 'json'],
  jsonReporter: { fileName: '.puntual/mutate/report.json' },
  clearTextReporter: { allowColor: false, reportTests: false, reportMutants: true },
  disableTypeChecks: false,
  symlinkNodeModules: true,
  cleanTempDir: 'always',
  timeoutMS: 20_000,
};
