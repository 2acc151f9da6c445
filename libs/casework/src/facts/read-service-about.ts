import { addDays, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { DisputeCategory } from '@puntual/domain/disputes/dispute-codes';
import { paidOfInstalments, type Instalment } from '@puntual/domain/payment-plans/judge-plan';
import type { ServiceTemplate } from '@puntual/domain/policy/vocabulary';
import type { AgreedSum, ServiceAbout } from '@puntual/domain/service-messages/service-about';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { claimsOf } from '../record/claims-of.ts';
import { isoDate } from '../record/dates.ts';
import { promiseStandingOf, recordedPromises, type PromiseRows } from './recorded-promises.ts';
import { judgedPlansOf, runningPlans, type PlanRows } from './running-plans.ts';

/** A service message as it was requested. */
export interface ServiceRow {
  readonly id: string;
  readonly kind: ServiceTemplate;
  readonly subjectId: string;
  /** The day that it is about; null: none. */
  readonly on: IsoDate | null;
}

/** What a service message says now, and with which others of its kind it leaves. */
export interface ReadAbout {
  readonly about: ServiceAbout;
  readonly together: string;
}

/** The instant, on the customer's local day. */
interface At {
  readonly today: IsoDate;
  readonly now: number;
  readonly timeZone: string;
}

/** A statement of a month leaves on its first days. */
const STATEMENT_DAYS = 6;

/** What requested service messages say now, by row id. One that does not apply any more is left out. */
export async function readServiceAbouts(
  tx: Tx,
  rows: readonly ServiceRow[],
  at: At,
): Promise<ReadonlyMap<string, ReadAbout>> {
  const abouts = new Map<string, ReadAbout>();
  for (const row of rows) {
    if (abouts.has(row.id)) continue;
    const about = await readAbout(tx, row, at);
    if (about) abouts.set(row.id, { about, together: togetherOf(row, about) });
  }
  return abouts;
}

function togetherOf({ id }: ServiceRow, about: ServiceAbout): string {
  switch (about.kind) {
    case 'assignment':
      return JSON.stringify([about.to, about.on, about.paymentInstructions]);
    case 'agency-notice':
      return JSON.stringify([about.agency, about.on]);
    case 'last-letter':
      return JSON.stringify([about.agency, about.payBy]);
    case 'promise-confirmed':
    case 'promise-reminder':
    case 'plan-confirmed':
    case 'instalment-due':
    case 'instalment-missed':
    case 'receipt':
    case 'monthly-statement':
    case 'dispute-received':
    case 'dispute-decided':
      return id;
  }
}

async function readAbout(tx: Tx, { kind, subjectId, on }: ServiceRow, at: At): Promise<ServiceAbout | null> {
  switch (kind) {
    case 'promise-confirmed':
    case 'promise-reminder':
      return aboutPromise(tx, { kind, subjectId, on }, at);
    case 'plan-confirmed':
    case 'instalment-due':
    case 'instalment-missed':
      return aboutPlan(tx, { kind, subjectId, on }, at);
    case 'receipt':
      return aboutPayment(tx, subjectId);
    case 'monthly-statement':
      return aboutMonth(tx, { subjectId, on }, at);
    case 'dispute-received':
    case 'dispute-decided':
      return aboutDispute(tx, { kind, subjectId });
    case 'assignment': {
      const row = await tx.invoiceAssignment.findUnique({ where: { id: subjectId } });
      if (!row || row.returnedAt !== null) return null;
      const { assignedTo: to, assignedOn, paymentInstructions } = row;
      return { kind, to, on: isoDate(assignedOn), paymentInstructions };
    }
    case 'last-letter':
    case 'agency-notice':
      return aboutPlacement(tx, { kind, subjectId }, at);
  }
}

async function aboutMonth(
  tx: Tx,
  { subjectId, on }: Pick<ServiceRow, 'subjectId' | 'on'>,
  { today }: At,
): Promise<ServiceAbout | null> {
  if (on === null || on > today || today > addDays(on, STATEMENT_DAYS)) return null;
  const customerId = { in: [...(await claimsOf(tx, subjectId))] };
  return (await tx.invoice.count({ where: { customerId, status: 'open' } })) > 0 ? { kind: 'monthly-statement' } : null;
}

async function aboutPromise(
  tx: Tx,
  {
    kind,
    subjectId,
    on,
  }: Pick<ServiceRow, 'subjectId' | 'on'> & {
    readonly kind: 'promise-confirmed' | 'promise-reminder';
  },
  { today, now, timeZone }: At,
): Promise<ServiceAbout | null> {
  const [row] = await tx.$queryRaw<{ promises: PromiseRows }[]>`
    SELECT ${recordedPromises(sql`c.id`)} AS promises
    FROM promise r JOIN customer c ON c.id = r.customer_id
    WHERE r.id = ${subjectId}::uuid`;
  if (!row) return null;
  const { judged } = promiseStandingOf(row.promises, now, timeZone);
  const promise = judged.find(({ record }) => record.id === subjectId);
  if (promise?.judgement.state !== 'open') return null;
  const sums = agreedSums(promise.record.parts, promise.judgement.keptMinor);
  const { currency } = promise.record;
  if (kind === 'promise-confirmed') return { kind, currency, sums };
  return on !== null && on >= today && isOpenOn(sums, on) ? { kind, currency, sums, on } : null;
}

async function aboutPlan(
  tx: Tx,
  {
    kind,
    subjectId,
    on,
  }: Pick<ServiceRow, 'subjectId' | 'on'> & {
    readonly kind: 'plan-confirmed' | 'instalment-due' | 'instalment-missed';
  },
  { today, now, timeZone }: At,
): Promise<ServiceAbout | null> {
  const [row] = await tx.$queryRaw<{ plans: PlanRows }[]>`
    SELECT ${runningPlans(sql`c.id`)} AS plans
    FROM payment_plan r JOIN customer c ON c.id = r.customer_id
    WHERE r.id = ${subjectId}::uuid`;
  const plan = judgedPlansOf(row?.plans ?? null, now, timeZone).find(({ record }) => record.id === subjectId);
  if (!plan || (plan.judgement.state !== 'active' && plan.judgement.state !== 'missed')) return null;
  const { currency, graceDays, instalments } = plan.record;
  const sums = agreedSums(instalments, plan.judgement.paidMinor);
  switch (kind) {
    case 'plan-confirmed':
      return { kind, planId: subjectId, currency, sums, graceDays };
    case 'instalment-due':
      return on !== null && on >= today && isOpenOn(sums, on) ? { kind, currency, sums, on, graceDays } : null;
    case 'instalment-missed': {
      const isMissed = plan.judgement.state === 'missed' && instalments[plan.judgement.next ?? -1]?.on === on;
      return on !== null && isMissed ? { kind, currency, sums, on, graceDays } : null;
    }
  }
}

function agreedSums(sums: readonly Instalment[], paidMinor: bigint): readonly AgreedSum[] {
  const paid = paidOfInstalments(sums, paidMinor);
  return sums.map(({ on, minor }, index) => ({ on, minor, paidMinor: paid[index] ?? 0n }));
}

function isOpenOn(sums: readonly AgreedSum[], on: IsoDate): boolean {
  return sums.some((sum) => sum.on === on && sum.paidMinor < sum.minor);
}

async function aboutPayment(tx: Tx, paymentId: string): Promise<ServiceAbout | null> {
  const payment = await tx.payment.findUnique({ where: { id: paymentId } });
  if (payment?.status !== 'received') return null;
  const entries = await tx.entry.groupBy({
    by: ['invoiceId'],
    where: { paymentId, kind: { in: ['payment', 'reversal'] } },
    _sum: { amountMinor: true },
  });
  const invoices = await tx.invoice.findMany({
    where: { id: { in: entries.map(({ invoiceId }) => invoiceId) } },
    orderBy: [{ dueDate: 'asc' }, { number: 'asc' }],
  });
  const paid = invoices.map(({ id, number, currency, openMinor, chargesMinor }) => ({
    number,
    currency,
    paidMinor: -(entries.find(({ invoiceId }) => invoiceId === id)?._sum.amountMinor ?? 0n),
    leftMinor: openMinor + chargesMinor,
  }));
  return {
    kind: 'receipt',
    currency: payment.currency,
    receivedMinor: payment.amountMinor,
    receivedOn: isoDate(payment.receivedOn),
    paid,
  };
}

async function aboutDispute(
  tx: Tx,
  { kind, subjectId }: Pick<ServiceRow, 'subjectId'> & { readonly kind: 'dispute-received' | 'dispute-decided' },
): Promise<ServiceAbout | null> {
  const dispute = await tx.dispute.findUnique({ where: { id: subjectId } });
  if (!dispute) return null;
  const lines = await tx.disputeLine.findMany({ where: { disputeId: subjectId } });
  const invoices = await tx.invoice.findMany({
    where: { id: { in: lines.map(({ invoiceId }) => invoiceId) } },
    orderBy: [{ dueDate: 'asc' }, { number: 'asc' }],
  });
  const amounts = invoices.map(({ id, number, currency, openMinor }) => {
    const line = lines.find(({ invoiceId }) => invoiceId === id);
    const disputedMinor = line?.amountMinor ?? openMinor;
    return { number, currency, disputedMinor, creditedMinor: line?.creditedMinor ?? 0n };
  });
  const category = dispute.category as DisputeCategory;
  const { number, outcome } = dispute;
  if (kind === 'dispute-received')
    return dispute.state === 'open' || dispute.state === 'waiting'
      ? { kind, number, category, answerBy: isoDate(dispute.deadlineOn), amounts }
      : null;
  if (dispute.state !== 'resolved') return null;
  return outcome === 'for-customer' || outcome === 'for-us' || outcome === 'split'
    ? { kind, number, category, outcome, amounts }
    : null;
}

async function aboutPlacement(
  tx: Tx,
  { kind, subjectId }: Pick<ServiceRow, 'subjectId'> & { readonly kind: 'last-letter' | 'agency-notice' },
  { today, timeZone }: At,
): Promise<ServiceAbout | null> {
  const row = await tx.placement.findUnique({ where: { id: subjectId } });
  if (!row) return null;
  const agency = row.agencyId === null ? null : await tx.agency.findUnique({ where: { id: row.agencyId } });
  if (kind === 'agency-notice')
    return row.state === 'placed' && row.placedAt
      ? { kind, agency: agency?.name ?? null, on: localDate(row.placedAt.getTime(), timeZone) }
      : null;
  const days = (agency?.terms as { lastLetterDays?: number | null } | undefined)?.lastLetterDays;
  return (row.state === 'proposed' || row.state === 'approved') && typeof days === 'number'
    ? { kind, agency: agency?.name ?? null, payBy: addDays(today, days) }
    : null;
}
