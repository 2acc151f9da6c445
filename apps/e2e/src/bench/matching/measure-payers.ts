import { compactName, numberCandidates, toldNumbers } from '@puntual/casework/receipts/number-candidates';
import { choosePayer, isSumOfSeveral, type PayerEvidence } from '@puntual/domain/matching/choose-payer';
import type { GroupPayment } from '@puntual/testing/builders/group-payers';

/** How well payers of bank lines are chosen among the companies of a group. */
export interface PayerMeasure {
  /** Share of chosen customers whose debt was paid (1 when none was chosen). */
  readonly precision: number;
  /** Of the lines that pay the debt of one customer, the share whose customer was chosen. */
  readonly recall: number;
  readonly wrong: readonly GroupPayment[];
}

/** Chooses the payer of each line from the evidence that an import would find. */
export function measurePayers(payments: readonly GroupPayment[]): PayerMeasure {
  const chosen = payments.map((payment) => ({ payment, customerId: choosePayer(evidenceOf(payment))?.customerId }));
  const decided = chosen.filter(({ customerId }) => customerId !== undefined);
  const right = decided.filter(({ payment, customerId }) => customerId === payment.meant).length;
  const meant = payments.filter((payment) => payment.meant !== null).length;
  return {
    precision: decided.length === 0 ? 1 : right / decided.length,
    recall: meant === 0 ? 1 : right / meant,
    wrong: decided.filter(({ payment, customerId }) => customerId !== payment.meant).map(({ payment }) => payment),
  };
}

// The same as the queries of an import find (`findEvidence`), from the companies of the group alone.
function evidenceOf({ text, payer, amountMinor, companies, byAccount }: GroupPayment): PayerEvidence {
  const [candidates, told] = [new Set(numberCandidates(text)), new Set(toldNumbers(text))];
  const owing = companies.filter(({ invoices }) => invoices.some(({ openMinor }) => openMinor === amountMinor));
  const byName = companies.filter(({ name }) => compactName(name) === compactName(payer));
  const known = new Set([...byAccount, ...byName.map(({ customerId }) => customerId)]);
  const named = companies.flatMap(({ customerId, invoices }) =>
    invoices
      .map(({ number, openMinor }) => ({ compact: compactName(number), customerId, openMinor }))
      .filter(({ compact }) => candidates.has(compact))
      .map((invoice) => ({
        ...invoice,
        agrees: invoice.openMinor === amountMinor,
        told: told.has(invoice.compact),
      })),
  );
  return {
    named,
    isSplit: isSumOfSeveral(amountMinor, named),
    byAccount,
    byName: byName.map(({ customerId }) => customerId),
    bySum: owing.map(({ customerId }) => customerId).filter((customerId) => known.has(customerId)),
    sumIsCommon: owing.length > 1,
  };
}
