import { addDays, localDate, type IsoDate } from '@puntual/domain/calendar/dates';
import { readAmount } from '@puntual/domain/money/amount';
import { isCurrency } from '@puntual/domain/money/currency';
import { checkPromise, type OfferedPromise } from '@puntual/domain/promises/check-promise';
import { isBroken, type PromisedPart } from '@puntual/domain/promises/judge-promise';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';
import { newId } from '@puntual/db/ids';
import {
  promiseStandingOf,
  recordedPromises,
  type JudgedPromise,
  type PromiseRows,
} from '../facts/recorded-promises.ts';
import { policyOf } from '../policy-versions/load-policy.ts';
import { type Actor, organizationOf, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { dateColumn } from '../record/dates.ts';
import { writeOutbox } from '../record/outbox.ts';
import { readSettings } from '../settings/settings.ts';
import { announceMade, auditOfPromise, promisedOf } from './announce-promise.ts';
import { endPromise } from './end-promise.ts';
import { holdForPromise } from './hold-for-promise.ts';
import { invoicesOfPromises, partsOf, saidParts, storedParts, type PromiseRow } from './promise-row.ts';

/** Where a promise came in. */
export type PromiseSource = 'call' | 'portal' | 'reply' | 'api';

/** A promise as a person enters it. Without an amount, all that is open is promised. */
export interface WantedPromise {
  readonly date?: IsoDate | undefined;
  readonly amount?: string | undefined;
  readonly currency?: string | undefined;
  /** The dated sums of a promise in several parts; then there is no `date` and no `amount`. */
  readonly parts?: readonly { readonly date: IsoDate; readonly amount: string }[] | undefined;
}

/** Who promises to whom, about what. */
export interface PromiseMaking {
  readonly actor: Actor;
  /** Row id, the ERP's id, time zone and own currency. */
  readonly customer: {
    readonly id: string;
    readonly customerId: string;
    readonly timeZone: string;
    readonly currency: string;
  };
  /** Open invoices of the customer; those of other currencies than the promise's are left out. */
  readonly invoices: readonly PromisableInvoice[];
  readonly wanted: WantedPromise;
  readonly source: PromiseSource;
  readonly promisedBy: string | null;
  readonly note: string | null;
  /** Whether the person may go beyond what a collector may grant. */
  readonly mayExceed: boolean;
  /** Where the promise stands in the request: `promise`; empty: the whole request. */
  readonly path: string;
  /**
   * The open promise that this one replaces (row id); `any`: whichever open promises there are about the invoices.
   * Null: none, and one that is open is a refusal.
   */
  readonly renews: string | null;
  readonly now: number;
}

/** An open invoice with what a promise needs of it. */
export interface PromisableInvoice {
  readonly id: string;
  readonly invoiceId: string;
  readonly currency: string;
  readonly openMinor: bigint;
  readonly chargesMinor: bigint;
  readonly runsPolicyKey: string | null;
  readonly runsPolicyVersion: number | null;
}

export type MadePromise =
  /** `released`: the invoices (row ids) that a replaced promise no longer holds. */
  | { readonly result: 'made'; readonly promise: PromiseRow; readonly released: readonly string[] }
  | { readonly result: 'promise-open'; readonly promiseId: string }
  | ({ readonly result: 'invalid' } & Refusal);

/**
 * Records a promise to pay and holds its invoices until the first part's day and grace are over, under the customer's
 * lock. The caller wakes the cases. `promise-open`: another open promise is about one of the invoices. Refuses days and
 * sums that cannot be, and what is beyond the limits of the organization.
 */
export async function makePromise(tx: Tx, making: PromiseMaking): Promise<MadePromise> {
  const offered = readOffer(making);
  if ('result' in offered) return offered;
  const invoices = making.invoices.filter(({ currency }) => currency === offered.currency);
  const standing = await readStanding(tx, making);
  const earlier = await earlierPromises(tx, invoices, standing);
  const replaced = earlier.open;
  const other = replaced.find(({ id }) => making.renews !== 'any' && id !== making.renews);
  if (other) return { result: 'promise-open', promiseId: other.id };
  const { today, brokenRecently, limits } = standing;
  const terms = { today, openMinor: openOf(invoices), brokenRecently, limits };
  const refusal = checkPromise(offered, { ...terms, mayExceed: making.mayExceed });
  if (refusal) return { result: 'invalid', ...refusal };
  const agreed = making.mayExceed && checkPromise(offered, { ...terms, mayExceed: false }) !== null;
  const promise = await insertPromise(tx, making, { offered, invoices, earlier, agreed });
  const released: string[] = [];
  const { customerId } = making.customer;
  for (const old of replaced) {
    const ending = { promise: old, customerId, end: { to: 'renewed', by: promise.id } } as const;
    released.push(...(await endPromise(tx, making.actor, ending, making.now)));
  }
  await holdAndTell(tx, making, promise, invoices);
  const held = new Set(invoices.map(({ id }) => id));
  return { result: 'made', promise, released: released.filter((id) => !held.has(id)) };
}

// The dated sums of the promise. Without parts there is one; without an amount it is all that is open in the currency.
function readOffer({
  wanted,
  invoices,
  customer,
  path,
}: PromiseMaking): OfferedPromise | ({ readonly result: 'invalid' } & Refusal) {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const currency = wanted.currency ?? invoices[0]?.currency ?? customer.currency;
  if (!isCurrency(currency))
    return { result: 'invalid', code: 'not-a-currency', path: at('currency'), values: { currency } };
  const ofCurrency = invoices.filter((invoice) => invoice.currency === currency);
  if (ofCurrency.length === 0)
    return { result: 'invalid', code: 'promise-in-other-currency', path: at('currency'), values: { currency } };
  if (wanted.parts === undefined) {
    if (wanted.date === undefined)
      return { result: 'invalid', code: 'promise-without-day', path: at('date'), values: {} };
    const minor = wanted.amount === undefined ? openOf(ofCurrency) : readAmount(wanted.amount, currency, at('amount'));
    if (typeof minor !== 'bigint') return { result: 'invalid', ...minor };
    return { currency, path, parts: [{ on: wanted.date, minor, path }] };
  }
  const parts: (PromisedPart & { readonly path: string })[] = [];
  for (const [index, part] of wanted.parts.entries()) {
    const partPath = at(`parts.${index}`);
    const minor = readAmount(part.amount, currency, `${partPath}.amount`);
    if (typeof minor !== 'bigint') return { result: 'invalid', ...minor };
    parts.push({ on: part.date, minor, path: partPath });
  }
  return { currency, path: at('parts'), parts };
}

/** What of the customer's record a new promise is held against. */
interface Standing {
  readonly today: IsoDate;
  readonly judged: readonly JudgedPromise[];
  readonly brokenRecently: number;
  readonly limits: Awaited<ReturnType<typeof readSettings>>['promiseLimits'];
}

async function readStanding(tx: Tx, { actor, customer, now }: PromiseMaking): Promise<Standing> {
  const [row] = await tx.$queryRaw<{ promises: PromiseRows }[]>`
    SELECT ${recordedPromises(sql`c.id`)} AS promises FROM customer c WHERE c.id = ${customer.id}::uuid`;
  const { judged } = promiseStandingOf(row?.promises ?? { records: null, holds: null }, now, customer.timeZone);
  const { promiseLimits: limits } = await readSettings(tx, actor.organizationId);
  const today = localDate(now, customer.timeZone);
  const since = addDays(today, -limits.brokenWithinDays);
  const broken = judged.filter(
    ({ record, judgement }) => isBroken(judgement.state) && lastDayOf(record.parts, record.graceDays) >= since,
  );
  return { today, judged, brokenRecently: broken.length, limits };
}

/** What the customer promised before about the same invoices. */
interface EarlierPromises {
  readonly open: readonly PromiseRow[];
  /** The highest level of those that are open or were not kept; 0: there are none. */
  readonly level: number;
}

// By their judgement: a promise whose time is over is not open, although no case has woken since.
async function earlierPromises(
  tx: Tx,
  invoices: readonly PromisableInvoice[],
  { judged }: Standing,
): Promise<EarlierPromises> {
  const candidates = judged.filter(({ judgement: { state } }) => state === 'open' || isBroken(state));
  if (candidates.length === 0) return { open: [], level: 0 };
  const about = await invoicesOfPromises(
    tx,
    candidates.map(({ record }) => record.id),
  );
  const ids = new Set(invoices.map(({ id }) => id));
  const same = candidates.filter(({ record }) => about.get(record.id)?.some((invoiceId) => ids.has(invoiceId)));
  const open = same.flatMap(({ record, judgement }) => (judgement.state === 'open' ? [record.id] : []));
  return {
    open: await tx.paymentPromise.findMany({ where: { id: { in: open } }, orderBy: { openedAt: 'desc' } }),
    level: Math.max(0, ...same.map(({ record }) => record.level)),
  };
}

async function insertPromise(
  tx: Tx,
  making: PromiseMaking,
  {
    offered: { parts, currency },
    invoices,
    earlier,
    agreed,
  }: {
    readonly offered: OfferedPromise;
    readonly invoices: readonly PromisableInvoice[];
    readonly earlier: EarlierPromises;
    readonly agreed: boolean;
  },
): Promise<PromiseRow> {
  const { actor, customer, now } = making;
  const graceDays = await graceOf(tx, making, invoices);
  const promise = await tx.paymentPromise.create({
    data: {
      id: newId(),
      organizationId: actor.organizationId,
      customerId: customer.id,
      currency,
      state: 'open',
      source: making.source,
      promisedBy: making.promisedBy,
      note: making.note,
      parts: storedParts(parts),
      promisedMinor: parts.reduce((sum, { minor }) => sum + minor, 0n),
      graceDays,
      untilOn: dateColumn(lastDayOf(parts, graceDays)),
      level: earlier.level + 1,
      renews: earlier.open[0]?.id ?? null,
      agreedBy: agreed ? storedActor(actor) : null,
      openedAt: new Date(now),
      openedBy: storedActor(actor),
    },
  });
  await tx.promiseInvoice.createMany({
    data: invoices.map(({ id }) => ({
      promiseId: promise.id,
      invoiceId: id,
      organizationId: actor.organizationId,
    })),
  });
  return promise;
}

// Of several policies the gentlest grace.
async function graceOf(tx: Tx, { actor }: PromiseMaking, invoices: readonly PromisableInvoice[]): Promise<number> {
  let days = 0;
  for (const invoice of invoices)
    days = Math.max(days, (await policyOf(tx, actor.organizationId, invoice)).promiseGraceDays);
  return days;
}

async function holdAndTell(
  tx: Tx,
  { actor, customer, now }: PromiseMaking,
  promise: PromiseRow,
  invoices: readonly PromisableInvoice[],
): Promise<void> {
  const parts = partsOf(promise);
  const at = new Date(now);
  const invoiceRowIds = invoices.map(({ id }) => id);
  const firstOn = addDays(parts[0]?.on ?? localDate(now, customer.timeZone), promise.graceDays);
  await holdForPromise(tx, promise, { invoiceRowIds, untilOn: firstOn }, { by: storedActor(actor), at });
  const subject = { promise, customerId: customer.customerId, invoiceRowIds };
  const data = {
    ...promisedOf(promise),
    until: lastDayOf(parts, promise.graceDays),
    parts: saidParts(parts, promise.currency),
    source: promise.source,
    level: promise.level,
    ...(promise.renews === null ? {} : { renews: promise.renews }),
    ...(promise.agreedBy === null ? {} : { agreedBy: promise.agreedBy }),
  };
  await writeAudit(
    tx,
    actor.organizationId,
    auditOfPromise(subject, { kind: 'promise.made', data }, { by: storedActor(actor), at }),
  );
  await writeOutbox(tx, organizationOf(actor), [
    announceMade(
      subject,
      invoices.map(({ invoiceId }) => invoiceId),
    ),
  ]);
}

function openOf(invoices: readonly PromisableInvoice[]): bigint {
  return invoices.reduce((sum, { openMinor, chargesMinor }) => sum + openMinor + chargesMinor, 0n);
}

function lastDayOf(parts: readonly PromisedPart[], graceDays: number): IsoDate {
  const last = parts.at(-1);
  if (!last) throw new Error('a promise has at least one part');
  return addDays(last.on, graceDays);
}
