import preset from '../../jest.preset.mjs';

export default {
  ...preset,
  displayName: 'web',
  rootDir: import.meta.dirname,
  testEnvironment: '<rootDir>/test/browser-environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['@puntual/source', 'browser'] },
  moduleNameMapper: { '\\.css$': '<rootDir>/test/empty.mjs', '\\.svg$': '<rootDir>/test/asset.mjs' },
  setupFiles: ['<rootDir>/test/setup.mjs'],
  setupFilesAfterEnv: ['<rootDir>/test/patience.mjs'],
};
