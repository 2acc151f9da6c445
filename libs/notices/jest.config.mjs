import preset from '../../jest.preset.mjs';
export default { ...preset, displayName: 'notices', rootDir: import.meta.dirname };
