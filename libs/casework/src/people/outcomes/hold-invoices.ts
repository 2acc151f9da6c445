import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import { readAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { loadWindow } from '../../facts/load-window.ts';
import { policyOf } from '../../policy-versions/load-policy.ts';
import { dateColumn } from '../../record/dates.ts';
import { type Ending, refuse, type OutcomeRefusal } from './ending.ts';

/** Open days in which a payment that the customer says was made should arrive. */
const CLAIMED_PAYMENT_OPEN_DAYS = 5;
/** Longest time ahead that a promise may lie. */
const LONGEST_PROMISE_DAYS = 180;

/** The customer promised to pay: the invoices are on hold until the promised day and the policy's grace after it. */
export async function holdForPromise(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { promise, note } = ending.input;
  const { today } = ending;
  if (!promise) return refuse({ code: 'promise-without-day', path: 'promise.date', values: {} });
  if (promise.date < today) return refuse({ code: 'promise-in-past', path: 'promise.date', values: { today } });
  if (promise.date > addDays(today, LONGEST_PROMISE_DAYS))
    return refuse({ code: 'promise-too-far', path: 'promise.date', values: { mostDays: LONGEST_PROMISE_DAYS } });
  const amount = readPromisedAmount(ending);
  if ('result' in amount) return amount;
  const { promiseGraceDays } = await loadPolicyOf(tx, ending);
  await holdInvoices(tx, ending, {
    kind: 'promise',
    untilOn: addDays(promise.date, promiseGraceDays),
    reason: note ?? null,
    amountMinor: amount.minor,
  });
  return null;
}

/** The customer disputes the invoices: they are on hold until a person resolves the dispute. */
export async function holdForDispute(tx: Tx, ending: Ending): Promise<OutcomeRefusal | null> {
  const { reason } = ending.input;
  if (!reason) return refuse({ code: 'dispute-without-reason', path: 'reason', values: {} });
  await holdInvoices(tx, ending, { kind: 'dispute', untilOn: null, reason, amountMinor: null });
  return null;
}

/** The customer says that it has paid: the invoices are on hold for five of the customer's open days. */
export async function holdForClaimedPayment(tx: Tx, ending: Ending): Promise<null> {
  const window = await loadWindow(tx, ending.customer.id, await loadPolicyOf(tx, ending), ending.now);
  await holdInvoices(tx, ending, {
    kind: 'payment-claimed',
    untilOn: addOpenDays(ending.today, CLAIMED_PAYMENT_OPEN_DAYS, window),
    reason: ending.input.note ?? null,
    amountMinor: null,
  });
  return null;
}

// Null minor units: the customer promised all that is open.
function readPromisedAmount({
  input: { promise },
  invoices,
  customer,
}: Ending): { readonly minor: bigint | null } | OutcomeRefusal {
  const currency = promise?.currency ?? invoices[0]?.currency ?? customer.currency;
  if (!isCurrency(currency)) return refuse({ code: 'not-a-currency', path: 'promise.currency', values: { currency } });
  if (promise?.amount === undefined) return { minor: null };
  const minor = readAmount(promise.amount, currency, 'promise.amount');
  if (typeof minor !== 'bigint') return refuse(minor);
  return minor > 0n ? { minor } : refuse({ code: 'not-positive', path: 'promise.amount', values: {} });
}

/** The policy of the task's invoices; the standard one when none is open. */
export function loadPolicyOf(tx: Tx, { actor, invoices }: Ending): Promise<Policy> {
  return policyOf(tx, actor.organizationId, invoices[0] ?? { runsPolicyKey: null, runsPolicyVersion: null });
}

/** Holds the task's open invoices. */
export async function holdInvoices(
  tx: Tx,
  { actor, invoices, now }: Ending,
  hold: {
    readonly kind: HoldKind;
    readonly untilOn: IsoDate | null;
    readonly reason: string | null;
    readonly amountMinor: bigint | null;
  },
): Promise<void> {
  await tx.hold.createMany({
    data: invoices.map((invoice) => ({
      id: newId(),
      organizationId: actor.organizationId,
      invoiceId: invoice.id,
      customerId: invoice.customerId,
      kind: hold.kind,
      untilOn: hold.untilOn === null ? null : dateColumn(hold.untilOn),
      reason: hold.reason,
      amountMinor: hold.amountMinor,
      openedAt: new Date(now),
      openedBy: actor.name,
    })),
  });
}
