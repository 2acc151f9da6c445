import { MOST_DIFFERENCES, type ReconciliationView } from '@puntual/contracts/api/reconcile';
import type { Language } from '@puntual/domain/language/languages';
import {
  DIFFERENCE_KINDS,
  type BothTotals,
  type Comparison,
  type Difference,
  type DifferenceKind,
} from '@puntual/domain/ledger/compare-open-items';
import { decimalAmount } from '@puntual/domain/money/amount';

/** A comparison as the contract shows it, in the reader's language. */
export function comparisonView(
  comparison: Comparison,
  { asOf, knownAt }: { readonly asOf: string | null; readonly knownAt: number | null },
  items: number,
  language: Language,
): ReconciliationView {
  const counts = Object.fromEntries(
    DIFFERENCE_KINDS.map((kind) => [kind, comparison.differences.filter((each) => each.kind === kind).length]),
  ) as Record<DifferenceKind, number>;
  return {
    asOf,
    knownAt: knownAt === null ? null : new Date(knownAt).toISOString(),
    items,
    agreed: comparison.agreed,
    different: comparison.differences.length,
    counts,
    totals: comparison.totals.map(totalOf),
    creditTotals: comparison.creditTotals?.map(totalOf) ?? null,
    differences: comparison.differences.slice(0, MOST_DIFFERENCES).map((each) => ({
      kind: each.kind,
      invoiceId: each.invoiceId,
      number: each.number,
      paymentId: each.credit?.kind === 'payment' ? each.credit.id : null,
      creditNoteId: each.credit?.kind === 'credit-note' ? each.credit.id : null,
      here: moneyOf(each.here),
      there: moneyOf(each.there),
      text: differenceInWords(each, language),
    })),
  };
}

function totalOf({ currency, hereMinor, thereMinor }: BothTotals): ReconciliationView['totals'][number] {
  return {
    currency,
    here: decimalAmount(hereMinor, currency),
    there: decimalAmount(thereMinor, currency),
    difference: decimalAmount(hereMinor - thereMinor, currency),
  };
}

function moneyOf(money: Difference['here']): { currency: string; amount: string } | null {
  return money && { currency: money.currency, amount: decimalAmount(money.minor, money.currency) };
}

function said(money: Difference['here']): string {
  return money ? `${decimalAmount(money.minor, money.currency)} ${money.currency}` : '';
}

function differenceInWords(difference: Difference, language: Language): string {
  const es = language === 'es';
  const [here, there] = [said(difference.here), said(difference.there)];
  if (difference.credit) return creditInWords(difference.kind, difference.credit, here, there, es);
  const name = difference.number ?? difference.invoiceId ?? '';
  switch (difference.kind) {
    case 'missing-here':
      return es
        ? `La factura ${name} (${there} en la lista) no existe aquí.`
        : `Invoice ${name} (${there} on the list) is not known here.`;
    case 'missing-there':
      return es
        ? `La factura ${name} tiene ${here} pendientes aquí y no está en la lista.`
        : `Invoice ${name} has ${here} open here and is not on the list.`;
    case 'other-amount':
      return es
        ? `La factura ${name} tiene ${here} pendientes aquí y ${there} en la lista.`
        : `Invoice ${name} has ${here} open here and ${there} on the list.`;
    case 'other-currency':
      return es
        ? `La factura ${name} está aquí en otra moneda: ${here}, y ${there} en la lista.`
        : `Invoice ${name} is in another currency here: ${here}, and ${there} on the list.`;
    case 'ambiguous-number':
      return es
        ? `Hay aquí varias facturas con el número ${name}: indíquela por su invoiceId.`
        : `Several invoices here have the number ${name}: name it by its invoiceId.`;
  }
}

function creditInWords(
  kind: DifferenceKind,
  credit: NonNullable<Difference['credit']>,
  here: string,
  there: string,
  es: boolean,
): string {
  const name =
    `${credit.kind === 'payment' ? (es ? 'Del pago' : 'Of payment') : es ? 'Del abono' : 'Of credit note'} ` +
    `${credit.id}`;
  switch (kind) {
    case 'missing-here':
      return es
        ? `${name} la lista tiene ${there} sin aplicar; aquí no existe.`
        : `${name} the list has ${there} unallocated; it is not known here.`;
    case 'missing-there':
      return es
        ? `${name} quedan aquí ${here} sin aplicar, y no está en la lista.`
        : `${name} ${here} is unallocated here, and it is not on the list.`;
    case 'other-amount':
    case 'ambiguous-number':
      return es
        ? `${name} quedan ${here} sin aplicar aquí y ${there} en la lista.`
        : `${name} ${here} is unallocated here and ${there} on the list.`;
    case 'other-currency':
      return es
        ? `${name} lo que queda está aquí en otra moneda: ${here}, y ${there} en la lista.`
        : `${name} what is left is in another currency here: ${here}, and ${there} on the list.`;
  }
}
