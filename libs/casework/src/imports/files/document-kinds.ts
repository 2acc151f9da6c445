import { DOCUMENTS, STATUSES, type DocumentKind, type InvoiceStatus } from './document-names.ts';
import { plainName } from './plain-name.ts';

/** Why a row is no open invoice and no credit note, and is left out. */
export const LEFT_OUT = ['voided', 'draft', 'paid', 'other-document', 'group-row', 'total-row'] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

const documentOf = byName(DOCUMENTS);
const statusOf = byName(STATUSES);

/**
 * What a row is by the text of its type; null: an unknown type. A text may name the number too: "61 - Nota de crédito".
 */
export function documentKindOf(text: string): DocumentKind | null {
  const number = /^0*(\d{1,3})(?:\D|$)/.exec(text.trim())?.[1];
  return documentOf.get(plainName(text)) ?? (number === undefined ? null : (documentOf.get(number) ?? null));
}

/** What became of an invoice by the text of its status; null: an unknown status. */
export function statusOfText(text: string): InvoiceStatus | null {
  const plain = plainName(text);
  return statusOf.get(plain) ?? statusOf.get(plain.replace(/\d+(?:days?|dias?)?$/, '')) ?? null;
}

function byName<Kind extends string>(names: Readonly<Record<Kind, readonly string[]>>): ReadonlyMap<string, Kind> {
  return new Map(
    (Object.entries(names) as [Kind, readonly string[]][]).flatMap(([kind, each]) =>
      each.map((name): [string, Kind] => [name, kind]),
    ),
  );
}
