import type { ComparisonWords } from '../comparison-words.ts';

const kinds = { payment: 'Of payment', 'credit-note': 'Of credit note' } as const;

/** Differences between the ledger and the ERP's list, in English. */
export const comparison: ComparisonWords = {
  invoice: {
    'missing-here': ({ name, there }) => `Invoice ${name} (${there} on the list) is not known here.`,
    'missing-there': ({ name, here }) => `Invoice ${name} has ${here} open here and is not on the list.`,
    'other-amount': ({ name, here, there }) => `Invoice ${name} has ${here} open here and ${there} on the list.`,
    'other-currency': ({ name, here, there }) =>
      `Invoice ${name} is in another currency here: ${here}, and ${there} on the list.`,
    'ambiguous-number': ({ name }) => `Several invoices here have the number ${name}: name it by its invoiceId.`,
  },
  credit: {
    'missing-here': ({ kind, id, there }) =>
      `${kinds[kind]} ${id} the list has ${there} unallocated; it is not known here.`,
    'missing-there': ({ kind, id, here }) =>
      `${kinds[kind]} ${id} ${here} is unallocated here, and it is not on the list.`,
    'other-amount': ({ kind, id, here, there }) =>
      `${kinds[kind]} ${id} ${here} is unallocated here and ${there} on the list.`,
    'ambiguous-number': ({ kind, id, here, there }) =>
      `${kinds[kind]} ${id} ${here} is unallocated here and ${there} on the list.`,
    'other-currency': ({ kind, id, here, there }) =>
      `${kinds[kind]} ${id} what is left is in another currency here: ${here}, and ${there} on the list.`,
  },
};
