import { addDays } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Database } from '@puntual/db/database';
import { makePlan } from '../people/payment-plans.ts';
import { promiseToPay } from '../people/promises.ts';
import { isoDate } from '../record/dates.ts';
import { type Acted, type Acting, actOnce, type PortalForm, type PortalResult, refuseAct } from './act-once.ts';
import { askPerson } from './ask-person.ts';
import { chosenInvoices } from './chosen-invoices.ts';

/** Refusals of a promise that a person may still agree to. */
const BEYOND_LIMITS: ReadonlySet<string> = new Set(['promise-too-far', 'promise-needs-manager', 'promise-too-small']);

/** A promise of one sum on one day (the customer's) for chosen invoices (row ids) of one currency. */
export interface PortalPromise {
  readonly invoices: readonly string[];
  readonly date: string;
  readonly amount: string;
}

/**
 * Promises to pay. One beyond the organization's limits, or in place of one that stands, is put before a person, and
 * nothing is silent meanwhile.
 */
export function promiseInPortal(database: Database, form: PortalForm, promise: PortalPromise): Promise<PortalResult> {
  return actOnce(database, form, async (acting): Promise<Acted> => {
    const invoices = await chosenInvoices(acting, promise.invoices);
    const { date, amount } = promise;
    const made = await promiseToPay(
      acting.joined,
      acting.actor,
      {
        customerRowId: acting.customer.id,
        invoiceIds: invoices.map(({ invoiceId }) => invoiceId),
        renews: null,
        wanted: { parts: [{ date, amount }] },
        source: 'portal',
        promisedBy: null,
        note: null,
        mayExceed: false,
      },
      acting.now,
    );
    switch (made.result) {
      case 'done':
        return { outcome: await promised(acting, made.promiseId) };
      case 'not-found':
      case 'settled':
        return refuseAct({ code: 'no-longer-open' });
      case 'promise-open':
      case 'promise-over':
        return askPerson(acting, invoices);
      case 'invalid':
        return BEYOND_LIMITS.has(made.code) ? askPerson(acting, invoices) : refuseAct(made);
    }
  });
}

async function promised({ tx }: Acting, promiseId: string): Promise<Acted['outcome']> {
  const row = await tx.paymentPromise.findUniqueOrThrow({ where: { id: promiseId } });
  const silentUntil = isoDate(row.untilOn);
  return {
    what: 'promised',
    on: addDays(silentUntil, -row.graceDays),
    silentUntil,
    amount: decimalAmount(row.promisedMinor, row.currency),
    currency: row.currency,
  };
}

/** A plan for chosen invoices (row ids); without instalments, the customer's wish is put before a person. */
export interface PortalPlan {
  readonly invoices: readonly string[];
  readonly instalments: readonly { readonly date: string; readonly amount: string }[];
  readonly note: string | null;
}

/** Asks for a payment plan: one within the organization's limits starts at once. */
export function planInPortal(database: Database, form: PortalForm, plan: PortalPlan): Promise<PortalResult> {
  return actOnce(database, form, async (acting): Promise<Acted> => {
    const invoices = await chosenInvoices(acting, plan.invoices);
    const [first] = plan.instalments;
    if (!first) return askPerson(acting, invoices);
    const made = await makePlan(
      acting.joined,
      acting.actor,
      {
        customerRowId: acting.customer.id,
        invoiceIds: invoices.map(({ invoiceId }) => invoiceId),
        instalments: plan.instalments,
        charges: 'included',
        source: 'portal',
        note: plan.note,
        replaces: null,
      },
      acting.now,
    );
    switch (made.result) {
      case 'done': {
        const row = await acting.tx.paymentPlan.findUniqueOrThrow({ where: { id: made.planId } });
        return {
          outcome: {
            what: 'plan',
            started: row.state === 'active',
            firstOn: first.date,
            graceDays: row.graceDays,
          },
        };
      }
      case 'not-found':
      case 'plan-over':
        return refuseAct({ code: 'no-longer-open' });
      case 'plan-open':
        return refuseAct({ code: 'plan-open' });
      case 'invalid':
        return refuseAct(made);
    }
  });
}
