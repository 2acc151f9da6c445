import { isBeyondOnePerson } from '@puntual/domain/credit/second-person';
import type { LimitAmount } from '@puntual/domain/credit/exposure';
import { readAmount } from '@puntual/domain/money/amount';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { readFourEyes } from '../access/approvals.ts';
import { judgeCredit } from '../credit/judge-credit.ts';
import { readCreditRules } from '../credit/read-exposures.ts';
import { isSameLimit, readLimit, saidLimit, storeLimit } from '../credit/store-limit.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { lockCustomer } from '../record/lock-customer.ts';
import { writeOutbox } from '../record/outbox.ts';

/** A limit that a person sets. */
export interface WantedLimit {
  readonly customerRowId: string;
  /** Null: the customer may owe any amount. */
  readonly limit: { readonly amount: string; readonly currency: string } | null;
  readonly reason: string;
  /** The version of the limit that the person saw; 0: none was ever set. */
  readonly version: number;
  /** Whether a second person has just approved it. */
  readonly isApproved: boolean;
}

export type SetLimitResult =
  | { readonly result: 'done' | 'not-found' | 'needs-approval' | 'same-limit' }
  /** Somebody changed the limit since the person saw it. */
  | { readonly result: 'changed'; readonly version: number }
  | { readonly result: 'invalid'; readonly refusal: Refusal };

/**
 * Sets the limit of credit of a customer, with a reason, and tells the ERP. The limit stays until another person sets
 * one or the ERP states another one. Where acts of the kind `credit-limit` need a second person, a raise beyond what
 * one person may grant does.
 */
export async function setCreditLimit(
  database: Database,
  actor: Actor,
  wanted: WantedLimit,
  now: number,
): Promise<SetLimitResult> {
  const limit = readLimitAmount(wanted.limit);
  if (limit !== null && 'code' in limit) return { result: 'invalid', refusal: limit };
  const { organizationId } = actor;
  return database.inOrganization(organizationId, async (tx): Promise<SetLimitResult> => {
    const customer = await lockCustomer(tx, wanted.customerRowId);
    if (!customer) return { result: 'not-found' };
    const before = await readLimit(tx, customer.id);
    const version = before?.version ?? 0;
    if (version !== wanted.version) return { result: 'changed', version };
    if (isSameLimit(before?.limit ?? null, limit)) return { result: 'same-limit' };
    if (
      !wanted.isApproved &&
      (await needsSecondPerson(tx, organizationId, { from: before?.limit ?? null, limit }, now))
    )
      return { result: 'needs-approval' };
    const at = new Date(now);
    const change = {
      customerRowId: customer.id,
      limit,
      source: 'person',
      by: storedActor(actor),
      reason: wanted.reason,
      at,
    };
    await storeLimit(tx, organizationId, { ...change, source: 'person' });
    const { customer_id: customerId } = customer;
    await writeOutbox(tx, organizationOf(actor), [
      {
        target: 'kafka',
        kind: 'collections-event',
        type: 'puntual.credit-limit.set.v1',
        customerId,
        at,
        data: { customerId, limit: saidLimit(limit), version: version + 1 },
      },
    ]);
    await judgeCredit(tx, organizationOf(actor), [customer.id], at);
    return { result: 'done' };
  });
}

function readLimitAmount(wanted: WantedLimit['limit']): LimitAmount | Refusal | null {
  if (wanted === null) return null;
  const minor = readAmount(wanted.amount, wanted.currency, 'limit.amount');
  if (typeof minor !== 'bigint') return minor;
  if (minor < 0n) return { code: 'not-an-amount', path: 'limit.amount', values: { text: wanted.amount } };
  return { minor, currency: wanted.currency };
}

async function needsSecondPerson(
  tx: Tx,
  organizationId: string,
  { from, limit }: { readonly from: LimitAmount | null; readonly limit: LimitAmount | null },
  now: number,
): Promise<boolean> {
  if (!(await readFourEyes(tx, organizationId)).includes('credit-limit')) return false;
  return isBeyondOnePerson(from, limit, await readCreditRules(tx, organizationId, now));
}
