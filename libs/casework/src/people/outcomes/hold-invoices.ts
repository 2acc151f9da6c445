import type { IsoDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Policy } from '@puntual/domain/policy/policy';
import type { Tx } from '@puntual/db/database';
import { loadWindow } from '../../facts/load-window.ts';
import { openHolds } from '../../holds/open-holds.ts';
import { policyOf } from '../../policy-versions/load-policy.ts';
import { isProgram, storedActor } from '../../record/actor.ts';
import type { Ending } from './ending.ts';

/** Open days in which a payment that the customer says was made should arrive. */
const CLAIMED_PAYMENT_OPEN_DAYS = 5;

/** The customer says that it has paid: the invoices are on hold for five of the customer's open days. */
export async function holdForClaimedPayment(tx: Tx, ending: Ending): Promise<null> {
  const untilOn = await claimedPaymentUntil(tx, ending);
  await holdInvoices(tx, ending, { kind: 'payment-claimed', untilOn, reason: ending.input.note ?? null });
  return null;
}

/** Whose invoices are held, by whom, and on which day of the customer. */
export interface Holding {
  readonly actor: Ending['actor'];
  readonly customer: Pick<Ending['customer'], 'id'>;
  readonly invoices: readonly Pick<
    Ending['invoices'][number],
    'id' | 'customerId' | 'runsPolicyKey' | 'runsPolicyVersion'
  >[];
  readonly today: IsoDate;
  readonly now: number;
}

/** The last day on which nothing is sent about a payment that the customer says it has made. */
export async function claimedPaymentUntil(tx: Tx, holding: Holding): Promise<IsoDate> {
  const window = await loadWindow(tx, holding.customer.id, await loadPolicyOf(tx, holding), holding.now);
  return addOpenDays(holding.today, CLAIMED_PAYMENT_OPEN_DAYS, window);
}

/** The policy of the task's invoices; the standard one when none is open. */
export function loadPolicyOf(tx: Tx, { actor, invoices }: Pick<Holding, 'actor' | 'invoices'>): Promise<Policy> {
  return policyOf(tx, actor.organizationId, invoices[0] ?? { runsPolicyKey: null, runsPolicyVersion: null });
}

/** Holds the task's open invoices. */
export async function holdInvoices(
  tx: Tx,
  { actor, invoices, now }: Pick<Holding, 'actor' | 'invoices' | 'now'>,
  hold: {
    readonly kind: HoldKind;
    readonly untilOn: IsoDate | null;
    readonly reason: string | null;
  },
): Promise<void> {
  await openHolds(
    tx,
    actor.organizationId,
    invoices.map(({ id, customerId }) => ({
      ...hold,
      invoiceRowId: id,
      customerRowId: customerId,
      openedWithKey: isProgram(actor),
    })),
    { by: storedActor(actor), at: new Date(now) },
  );
}
