import preset from '../../jest.preset.mjs';
export default { ...preset, displayName: 'workflows', rootDir: import.meta.dirname };
