import preset from '../../jest.preset.mjs';
export default { ...preset, displayName: 'dev', rootDir: import.meta.dirname };
