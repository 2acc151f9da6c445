import type { SameKeys } from './same-keys.ts';

/** English texts: the page that imports files. */
export const imports = {
  imports: {
    title: 'Import a file',
    lead:
      'A file is tried first: you see what each column is and what would be taken. ' +
      'Nothing changes until you import it.',
    kind: 'What it holds',
    kinds: { bank: 'Bank movements', customers: 'Customers', invoices: 'Open invoices' },
    file: 'File',
    fileHint: 'CSV, XLSX, camt, Norma 43, MT940, OFX, or a ZIP of them; at most 256 MB.',
    mapping: 'Comes from',
    mappingAuto: 'Recognize by the header',
    mappingNone: 'No program: by the names of the columns',
    dates: 'Dates',
    datesAuto: 'Only those with one reading',
    datesDmy: 'Day first (31/12/2026)',
    datesMdy: 'Month first (12/31/2026)',
    datesYmd: 'Year first (2026/12/31)',
    terms: 'Days to pay, where there is no due date',
    try: 'Try it',
    take: 'Import it',
    running: 'Reading: {{lines}} lines',
    tried: 'Tried. Nothing has changed yet.',
    done: 'Imported.',
    failed: 'The file could not be read to its end.',
    stopped: 'Stopped.',
    counts: 'Lines',
    accepted: 'taken',
    duplicates: 'known before',
    skipped: 'left out',
    unidentified: 'without a payer',
    faulty: 'with a fault',
    columns: 'Columns',
    column: 'Column',
    becomes: 'What becomes of it',
    mappingUsed: 'Read as an export of {{mapping}}.',
    rows: 'The first lines as they are taken',
    line: 'Line',
    values: 'Values',
    remarks: 'Left out, or to know',
    remarkLines: 'lines {{lines}}',
    faults: 'What to correct',
    field: 'Column',
    fault: 'Fault',
    noRight: 'Managers and administrators import files.',
  },
};

/** These texts in any language: the same keys, other words. */
export type ImportWords = SameKeys<typeof imports>;
