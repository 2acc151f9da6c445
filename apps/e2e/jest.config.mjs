import preset from '../../jest.preset.mjs';
// A limit against hanging only: how long processes take to start, to stop and to come to rest is the machine's.
export default { ...preset, testTimeout: 900_000, displayName: 'e2e', rootDir: import.meta.dirname };
