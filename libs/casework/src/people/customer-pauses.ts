import { addDays, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { wakeContact } from '../contact/wake-contact.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { nameActor } from '../record/actor-names.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn, isoDate } from '../record/dates.ts';
import type { AlreadyPaused } from './holds.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { wakeOpenCases } from '../record/wake-cases.ts';

/** How far ahead the last day of a pause may lie. */
const MOST_DAYS = 365;

export interface NewPause {
  /** Row id of the customer. */
  readonly customerRowId: string;
  /** Null: all contact about all invoices; else only messages by this channel. */
  readonly channel: 'email' | 'sms' | null;
  /** The last day, in the debtor's time zone. */
  readonly untilOn: IsoDate;
  readonly reason: string;
}

export type PauseResult =
  | { readonly result: 'done'; readonly pauseId: string }
  | { readonly result: 'not-found' }
  | { readonly result: 'already-ended' }
  | AlreadyPaused
  | { readonly result: 'invalid'; readonly refusal: Refusal };

/**
 * Pauses the chasing of a customer until a day: of all invoices, also of those that come later, or of one channel.
 * Refuses a last day in the past, one more than a year ahead, and a pause that another one makes needless.
 */
export async function pauseCustomer(
  database: Database,
  actor: Actor,
  pause: NewPause,
  now: number,
): Promise<PauseResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    // The lock orders the pause and the customer's messages: whatever is composed after the answer respects the pause.
    const customer = await lockCustomer(tx, pause.customerRowId);
    if (!customer) return { result: 'not-found' };
    const today = localDate(now, customer.time_zone);
    if (pause.untilOn < today)
      return { result: 'invalid', refusal: { code: 'day-in-past', path: 'until', values: { today } } };
    if (pause.untilOn > addDays(today, MOST_DAYS))
      return {
        result: 'invalid',
        refusal: { code: 'put-off-too-far', path: 'until', values: { mostDays: MOST_DAYS } },
      };
    const longer = await tx.customerPause.findFirst({
      where: {
        customerId: customer.id,
        channel: pause.channel,
        releasedAt: null,
        untilOn: { gte: dateColumn(pause.untilOn) },
      },
      orderBy: [{ untilOn: 'desc' }, { id: 'asc' }],
    });
    if (longer) {
      const by = await nameActor(tx, longer.openedBy);
      return { result: 'already-paused', untilOn: isoDate(longer.untilOn), by };
    }
    const pauseId = newId();
    await tx.customerPause.create({
      data: {
        id: pauseId,
        organizationId: actor.organizationId,
        customerId: customer.id,
        channel: pause.channel,
        untilOn: dateColumn(pause.untilOn),
        reason: pause.reason,
        openedAt: new Date(now),
        openedBy: storedActor(actor),
      },
    });
    await auditAndWake(tx, actor, { customerId: customer.id, pauseId, until: pause.untilOn }, now);
    return { result: 'done', pauseId };
  });
}

/** Ends a pause of a customer before its day. `already-ended`: it was ended before. */
export async function endPause(
  database: Database,
  actor: Actor,
  { customerRowId, pauseId }: { readonly customerRowId: string; readonly pauseId: string },
  now: number,
): Promise<PauseResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const customer = await lockCustomer(tx, customerRowId);
    const pause = customer && (await tx.customerPause.findFirst({ where: { id: pauseId, customerId: customer.id } }));
    if (!pause) return { result: 'not-found' };
    if (pause.releasedAt) return { result: 'already-ended' };
    await tx.customerPause.update({
      where: { id: pauseId },
      data: { releasedAt: new Date(now), releasedBy: storedActor(actor) },
    });
    await auditAndWake(tx, actor, { customerId: customer.id, pauseId, until: null }, now);
    return { result: 'done', pauseId };
  });
}

// `until` null: the pause was ended. A paused channel matters to the message that waits, the rest to the cases.
async function auditAndWake(
  tx: Tx,
  actor: Actor,
  {
    customerId,
    pauseId,
    until,
  }: { readonly customerId: string; readonly pauseId: string; readonly until: string | null },
  now: number,
): Promise<void> {
  const event =
    until === null
      ? ({ kind: 'hold.released', data: { holdId: pauseId, kind: 'manual' } } as const)
      : ({ kind: 'hold.opened', data: { holdId: pauseId, kind: 'manual', until } } as const);
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), actor: storedActor(actor), customerRowId: customerId, invoiceRowId: null, ...event },
  ]);
  const organization = organizationOf(actor);
  await wakeContact(tx, organization, customerId);
  await wakeOpenCases(tx, organization, customerId, {
    signal: 'hold',
    detail: { holdId: pauseId, ...(until === null ? { released: 'yes' } : {}) },
  });
}
