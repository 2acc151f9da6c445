import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import { parseAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { loadWindow } from '../../facts/load-window.ts';
import { policyOf } from '../../policy-versions/load-policy.ts';
import { dateColumn } from '../../record/dates.ts';
import { type Ending, refuse, type Refusal } from './ending.ts';

/** Open days in which a payment that the customer says was made should arrive. */
const CLAIMED_PAYMENT_OPEN_DAYS = 5;
/** Longest time ahead that a promise may lie. */
const LONGEST_PROMISE_DAYS = 180;

/** The customer promised to pay: the invoices stay silent until the promised day and the policy's grace after it. */
export async function holdForPromise(tx: Tx, ending: Ending): Promise<Refusal | null> {
  const { promise, note } = ending.input;
  const { today } = ending;
  if (!promise) return refuse('promise.date', 'say by when the customer promised to pay');
  if (promise.date < today) return refuse('promise.date', `the promised day lies in the past (today is ${today})`);
  if (promise.date > addDays(today, LONGEST_PROMISE_DAYS))
    return refuse('promise.date', `a promise may lie at most ${LONGEST_PROMISE_DAYS} days ahead`);
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

/** The customer disputes the invoices: they stay silent until a person resolves it. */
export async function holdForDispute(tx: Tx, ending: Ending): Promise<Refusal | null> {
  const { reason } = ending.input;
  if (!reason) return refuse('reason', 'say what the customer disputes');
  await holdInvoices(tx, ending, { kind: 'dispute', untilOn: null, reason, amountMinor: null });
  return null;
}

/** The customer says that it has paid: the invoices stay silent for five of the customer's open days. */
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

// Null minor units: all that is open was promised.
function readPromisedAmount({
  input: { promise },
  invoices,
  customer,
}: Ending): { readonly minor: bigint | null } | Refusal {
  const currency = promise?.currency ?? invoices[0]?.currency ?? customer.currency;
  if (!isCurrency(currency))
    return refuse('promise.currency', `${currency} is no ISO 4217 currency code, such as EUR, USD or CLP`);
  if (promise?.amount === undefined) return { minor: null };
  try {
    const minor = parseAmount(promise.amount, currency);
    return minor > 0n ? { minor } : refuse('promise.amount', 'must be more than zero');
  } catch (error) {
    return refuse('promise.amount', error instanceof Error ? error.message : String(error));
  }
}

function loadPolicyOf(tx: Tx, { actor, invoices }: Ending): Promise<Policy> {
  return policyOf(tx, actor.organizationId, invoices[0] ?? { runsPolicyKey: null, runsPolicyVersion: null });
}

async function holdInvoices(
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
