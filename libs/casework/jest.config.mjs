import preset from '../../jest.preset.mjs';
export default { ...preset, displayName: 'casework', rootDir: import.meta.dirname };
