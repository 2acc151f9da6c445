import { localDate } from '@puntual/domain/calendar/dates';
import { addOpenDays } from '@puntual/domain/calendar/send-window';
import type { PlacementState } from '@puntual/domain/decide/case-facts';
import { organizationOf } from '../record/actor.ts';
import { agencyFor } from '../agencies/agencies.ts';
import { hashOf } from '../agencies/agency-messages.ts';
import { writeAudit } from '../record/audit.ts';
import type { LoadedCase } from '../facts/load-case.ts';
import type { Evaluation } from './evaluation.ts';
import { buildPack } from './pack.ts';
import { openTask } from '../tasks/open-task.ts';

/**
 * What the id of the next placement of a case is made from: its run, and how many proposals were taken back, each of
 * which leaves its step dropped.
 */
export function placementSeed({ facts: { invoice, steps }, caseRun }: LoadedCase): string {
  const withdrawn = steps.filter((step) => step.do === 'agency' && step.state === 'dropped').length;
  return [`placement:${invoice.id}:${caseRun}`, ...(withdrawn === 0 ? [] : [withdrawn])].join(':');
}

/** Open days that a person has to approve a hand-off before its task shows as overdue. */
const APPROVAL_OPEN_DAYS = 3;

/**
 * Prepares the hand-off of a debt: stores the pack as it stands now (debtor, invoice with its ledger, calls, and every
 * message that was sent with its hash and delivery), and opens a task for the person who approves it when `placement`
 * needs approval. Throws when `placement` is null.
 */
export async function proposeAgency(
  { tx, ref, now }: Evaluation,
  loaded: LoadedCase,
  placement: PlacementState | null,
): Promise<void> {
  if (placement === null) throw new Error(`the placement of invoice ${ref.invoiceRowId} is missing`);
  const { facts } = loaded;
  const today = localDate(now, facts.window.timeZone);
  const pack = await buildPack(tx, loaded, today);
  const { placementId, state } = placement;
  const task =
    state === 'proposed'
      ? await openTask(
          tx,
          organizationOf(ref),
          {
            kind: 'approve-agency',
            owner: { customerRowId: loaded.customerRowId, customerId: loaded.customerId },
            invoiceRowIds: [facts.invoice.id],
            dueOn: addOpenDays(today, APPROVAL_OPEN_DAYS, facts.window),
            announced: { invoiceId: loaded.invoiceId },
          },
          new Date(now),
        )
      : null;
  const agencyId = await agencyOf({ tx, ref, now }, loaded);
  await tx.placement.create({
    data: {
      id: placementId,
      agencyId: agencyId ?? null,
      organizationId: ref.organizationId,
      invoiceId: facts.invoice.id,
      customerId: loaded.customerRowId,
      taskId: task?.taskId ?? null,
      state,
      openMinor: facts.invoice.openMinor,
      proposedMinor: facts.invoice.openMinor,
      pack: pack as object,
      packHash: hashOf(pack),
      proposedAt: new Date(now),
    },
  });
  await writeAudit(tx, ref.organizationId, [
    {
      at: new Date(now),
      kind: 'agency.proposed',
      actor: 'puntual',
      customerRowId: loaded.customerRowId,
      invoiceRowId: facts.invoice.id,
      data: {
        placementId,
        ...(task ? { taskId: task.taskId } : {}),
        ...(agencyId === undefined ? {} : { agencyId }),
      },
    },
  ]);
}

// As `agencyFor` has it.
function agencyOf(
  { tx, ref, now }: Pick<Evaluation, 'tx' | 'ref' | 'now'>,
  { facts: { customer, invoice } }: LoadedCase,
): Promise<string | null | undefined> {
  const { country, kind } = customer;
  const { openMinor, currency } = invoice;
  return agencyFor(tx, ref.organizationId, { country, kind, openMinor, currency }, now);
}
