import { amountOf } from '@puntual/domain/ledger/announce';
import type { PromiseJudgement } from '@puntual/domain/promises/judge-promise';
import type { Tx } from '@puntual/db/database';
import type { JudgedPromise } from '../facts/recorded-promises.ts';
import { moveHolds } from '../holds/change-holds.ts';
import type { HoldChange } from '../holds/hold-selection.ts';
import type { Notes } from '../record/notes.ts';
import { announceState, auditOfPromise, promisedOf } from './announce-promise.ts';
import { endPromiseHolds, holdForPromise } from './hold-for-promise.ts';
import { invoicesOfPromises, type PromiseRow } from './promise-row.ts';

/** Where judgements are written: the transaction under the customer's lock, the ERP's id of the customer, and when. */
export interface Judging {
  readonly tx: Tx;
  readonly customerId: string;
  readonly now: number;
  readonly notes: Notes;
}

/**
 * Stores how the customer's promises stand where it differs from what is stored, and lets their holds follow: those of
 * a promise that was not kept are released, those of one whose part came wait for the next part, and those of a kept
 * one stay until their day. Returns the invoices (row
 * ids) whose holds changed. Safe to repeat.
 */
export async function applyJudgements(
  judging: Judging,
  promises: readonly JudgedPromise[],
): Promise<readonly string[]> {
  const due = promises.filter(({ record, judgement }) => record.state === 'open' || judgement.state !== record.state);
  if (due.length === 0) return [];
  const rows = await judging.tx.paymentPromise.findMany({ where: { id: { in: due.map(({ record }) => record.id) } } });
  const changed: string[] = [];
  for (const { record, judgement } of due) {
    const promise = rows.find(({ id }) => id === record.id);
    if (!promise) continue;
    await storeJudgement(judging, promise, judgement);
    changed.push(...(await followWithHolds(judging, promise, judgement)));
  }
  return changed;
}

async function storeJudgement(judging: Judging, promise: PromiseRow, judgement: PromiseJudgement): Promise<void> {
  const { tx, now } = judging;
  const { state, keptMinor } = judgement;
  if (promise.state === state && promise.keptMinor === keptMinor) return;
  const over = state === 'open' ? null : new Date(now);
  await tx.paymentPromise.update({
    where: { id: promise.id },
    data: { state, keptMinor, endedAt: over, endedBy: over && 'puntual' },
  });
  if (promise.state !== state) await noteJudgement(judging, promise, judgement);
}

async function noteJudgement(
  { tx, customerId, now, notes }: Judging,
  promise: PromiseRow,
  { state, keptMinor }: PromiseJudgement,
): Promise<void> {
  const at = new Date(now);
  const from = promise.state as PromiseJudgement['state'];
  const invoiceRowIds = (await invoicesOfPromises(tx, [promise.id])).get(promise.id) ?? [];
  const kept = amountOf(keptMinor, promise.currency);
  const data = { ...promisedOf(promise), from, to: state, kept };
  const subject = { promise, customerId, invoiceRowIds };
  notes.audit.push(...auditOfPromise(subject, { kind: 'promise.judged', data }, { by: 'puntual', at }));
  notes.outbox.push(announceState(subject, { from, to: state, keptMinor }, at));
}

async function followWithHolds(
  { tx, now }: Judging,
  promise: PromiseRow,
  { state, waitsUntil }: PromiseJudgement,
): Promise<readonly string[]> {
  const change = { by: 'puntual', at: new Date(now) };
  // The customer did what was promised: what is left stays silent until the promised day and its grace.
  if (state === 'kept') return [];
  if (state !== 'open' || waitsUntil === null) return endPromiseHolds(tx, promise, change);
  const again = promise.state === 'open' ? [] : await holdAgain(tx, promise, waitsUntil, change);
  const days = { untilOn: waitsUntil, wakeOn: null };
  const moved = await moveHolds(tx, promise.organizationId, { selection: { promiseIds: [promise.id] }, days }, change);
  return [...again, ...moved];
}

// A payment that had kept the promise was taken back, and there is still time.
async function holdAgain(tx: Tx, promise: PromiseRow, untilOn: string, change: HoldChange): Promise<readonly string[]> {
  const ids = (await invoicesOfPromises(tx, [promise.id])).get(promise.id) ?? [];
  const open = await tx.invoice.findMany({ where: { id: { in: [...ids] }, status: 'open' }, select: { id: true } });
  const held = await tx.hold.findMany({ where: { promiseId: promise.id, releasedAt: null } });
  const invoiceRowIds = open.flatMap(({ id }) => (held.some(({ invoiceId }) => invoiceId === id) ? [] : [id]));
  await holdForPromise(tx, promise, { invoiceRowIds, untilOn }, change);
  return invoiceRowIds;
}
