import { claimsOf } from '@puntual/casework/record/claims-of';
import { loadWindow } from '@puntual/casework/facts/load-window';
import { readGateHistory } from '@puntual/casework/facts/read-gate-rows';
import { promiseStandingOf } from '@puntual/casework/facts/recorded-promises';
import { recentContactsOf } from '@puntual/casework/facts/contact-history';
import { policyOf } from '@puntual/casework/policy-versions/load-policy';
import { readBankAccounts } from '@puntual/casework/settings/bank-accounts';
import { allowedLink } from '@puntual/casework/settings/allowed-link';
import { readSettings } from '@puntual/casework/settings/settings';
import type { CallSheetView } from '@puntual/contracts/api/call-sheet';
import type { Tx } from '@puntual/db/database';
import { localDate, localInstant } from '@puntual/domain/calendar/dates';
import { judgeCall, type CallVerdict } from '@puntual/domain/decide/judge-call';
import { readProcedure } from '@puntual/domain/policy/customer-procedure';
import { outcomesOf } from '@puntual/domain/tasks/task-kinds';
import { addDecimals } from '../groups/add-decimals.ts';
import { accountManagerOf, groupOf } from '../customers/group-of.ts';
import { readContacts } from '../contacts/show-contact.ts';
import type { SheetReader } from './sheet-reader.ts';
import { showCalls } from './show-call.ts';
import { showScripts } from './show-script.ts';
import { showHolds, showInvoices, showMessages, showPromises, showClaims } from './sheet-parts.ts';
import {
  MOST_INVOICES,
  readSheetCustomer,
  readSheetHolds,
  readSheetInvoices,
  readSheetMessages,
  readSheetTotals,
  type SheetCustomer,
  type SheetInvoice,
} from './sheet-rows.ts';
import { withNames } from '../http/with-names.ts';

/** Most calls of a sheet. */
const MOST_CALLS = 10;

/**
 * All that a call to a customer (row id) needs, in a fixed number of queries, however much the customer owes. A
 * `taskId` names the call task; null: the customer's open one. Null when there is no such customer.
 */
export async function readSheet(
  tx: Tx,
  { customerRowId, taskId }: { readonly customerRowId: string; readonly taskId: string | null },
  reader: SheetReader,
  now: number,
): Promise<CallSheetView | null> {
  const customer = await readSheetCustomer(tx, customerRowId, taskId);
  if (!customer) return null;
  const { organization } = reader;
  const today = localDate(now, customer.time_zone);
  const owners = await claimsOf(tx, customer.id);
  const rows = await readSheetInvoices(tx, owners);
  const { linkHosts } = await readSettings(tx, organization.id);
  const invoices = showInvoices(rows, { customer, today, link: (url) => allowedLink(url, linkHosts) });
  const claims = showClaims(await readSheetTotals(tx, owners, today));
  const totals = addDecimals(claims.flatMap((claim) => claim.totals));
  const history = await readGateHistory(tx, { customerRowId: customer.id, memberRowIds: owners.slice(1) }, now);
  const holds = await readSheetHolds(tx, owners);
  const promises = showPromises(holds, promiseStandingOf(history.promises, now, customer.time_zone));
  const contacts = await readContacts(tx, customer.id);
  const messages = showMessages(await readSheetMessages(tx, customer.id));
  const contactsMade = recentContactsOf(history.contacts, now, customer.time_zone);
  const call = await judgeNow(
    tx,
    reader,
    { customer, rows, contactsMade, stopped: history.setting?.stopped ?? false },
    now,
  );
  const calls = await tx.callLog.findMany({
    where: { customerId: customer.id, supersededAt: null },
    orderBy: { id: 'desc' },
    take: MOST_CALLS,
  });
  return {
    ...(await customerOf(tx, customer)),
    outcomes: [...outcomesOf('call')],
    totals,
    claims,
    invoices,
    moreInvoices: Math.max(0, Number(rows[0]?.count ?? 0n) - MOST_INVOICES),
    messages,
    promises,
    holds: showHolds(holds),
    contacts,
    nextPayRun: invoices.flatMap(({ nextPayRun }) => nextPayRun ?? []).sort()[0] ?? null,
    script: showScripts({ customer, contacts, invoices, totals, promises }, reader),
    waysToPay: {
      accounts: [...(await readBankAccounts(tx, organization.id))],
      instructions: organization.paymentInstructions,
      links: invoices.flatMap(({ invoiceId, paymentUrl }) => (paymentUrl ? [{ invoiceId, url: paymentUrl }] : [])),
    },
    clock: {
      now: new Date(now).toISOString(),
      customer: localInstant(now, customer.time_zone),
      organization: localInstant(now, organization.timeZone),
    },
    call: showVerdict(call, customer.time_zone),
    calls: await showCalls(tx, calls),
  };
}

async function customerOf(
  tx: Tx,
  customer: SheetCustomer,
): Promise<Pick<CallSheetView, 'customer' | 'task' | 'procedure'>> {
  const { task } = customer;
  return {
    customer: {
      customerId: customer.customer_id,
      name: customer.name,
      kind: customer.kind,
      country: customer.country,
      language: customer.language,
      timeZone: customer.time_zone,
      directDebit: customer.direct_debit,
      tags: customer.tags ?? [],
      accountManager: accountManagerOf(customer),
      group: groupOf(customer),
    },
    task: await withNames<CallSheetView['task']>(
      tx,
      task && { id: task.id, round: task.round, dueOn: task.dueOn, dueAt: task.dueAt, claimedBy: task.claimedBy },
    ),
    procedure: readProcedure(customer.procedure),
  };
}

async function judgeNow(
  tx: Tx,
  { organization }: SheetReader,
  facts: {
    readonly customer: SheetCustomer;
    readonly rows: readonly SheetInvoice[];
    readonly contactsMade: ReturnType<typeof recentContactsOf>;
    readonly stopped: boolean;
  },
  now: number,
): Promise<CallVerdict> {
  const { customer, rows } = facts;
  const [first] = rows;
  const pin = { runsPolicyKey: first?.runs_policy_key ?? null, runsPolicyVersion: first?.runs_policy_version ?? null };
  const policy = await policyOf(tx, organization.id, pin);
  return judgeCall(
    {
      customer,
      window: await loadWindow(tx, customer.id, policy, now),
      policy,
      contacts: facts.contactsMade,
      invoiceIds: rows.map(({ id }) => id),
      allStopped: facts.stopped,
    },
    now,
  );
}

function showVerdict(verdict: CallVerdict, timeZone: string): CallSheetView['call'] {
  switch (verdict.kind) {
    case 'allowed':
      return { allowed: true, reason: null, from: null };
    case 'all-stopped':
      return { allowed: false, reason: verdict.kind, from: null };
    case 'quiet-hours':
      return { allowed: false, reason: verdict.kind, from: localInstant(verdict.from, timeZone) };
    case 'over-limit':
      return { allowed: false, reason: verdict.kind, from: verdict.from };
  }
}
