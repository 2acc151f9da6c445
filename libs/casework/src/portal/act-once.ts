import { createHash } from 'node:crypto';
import { evidenceKind, MOST_EVIDENCE_BYTES } from '@puntual/domain/disputes/evidence-kind';
import { MOST_ACTS_A_DAY, type PortalAct, type PortalOutcome } from '@puntual/domain/portal/portal-acts';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import { type PortalVisitor, readVisitor, visitorActor } from '../portal-links/portal-links.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomer, type CustomerIdentity } from '../record/lock-customer.ts';

const DAY_MS = 86_400_000;
/** Most files of one act. */
export const MOST_FILES = 3;

/** A form of the portal that a customer sent. `formId`: made with the page, so that a repeat is recognised. */
export interface PortalForm {
  readonly visitor: PortalVisitor;
  readonly act: PortalAct;
  readonly formId: string;
  /** What the customer entered, for the people who read it. */
  readonly entered: Readonly<Record<string, unknown>>;
  readonly files: readonly { readonly name: string; readonly content: Buffer }[];
  readonly now: number;
  /** Real time, by which links expire. */
  readonly realMs: number;
}

/** Why nothing was done: a code with its values, or one of the portal's own. */
export type PortalRefusal =
  | Refusal
  | {
      readonly code:
        | 'nothing-chosen'
        | 'not-yours'
        | 'file-kind'
        | 'too-many-acts'
        | 'needs-contact'
        | 'no-longer-open'
        | 'already-disputed'
        | 'plan-open'
        | 'changed-meanwhile'
        | 'no-difference';
    };

export type PortalResult =
  | { readonly result: 'done'; readonly actId: string; readonly outcome: PortalOutcome }
  /** The link has expired or was revoked since the page was opened. */
  | { readonly result: 'spent' }
  | { readonly result: 'refused'; readonly refusal: PortalRefusal };

/** What an act works with: one transaction under the customer's lock, of which every use case becomes a part. */
export interface Acting {
  readonly tx: Tx;
  /** For use cases that open a transaction: they join the act's, so that all of it is done or nothing. */
  readonly joined: Database;
  readonly actor: Actor;
  readonly visitor: PortalVisitor;
  readonly customer: CustomerIdentity;
  readonly now: number;
  readonly at: Date;
}

/** What an act did. `taskId`: the person's task about it. */
export interface Acted {
  readonly outcome: PortalOutcome;
  readonly taskId?: string;
}

/** Undoes the transaction of an act that is refused. */
class Refused extends Error {
  readonly refusal: PortalRefusal;

  constructor(refusal: PortalRefusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Refuses the act, whatever was done of it so far. */
export function refuseAct(refusal: PortalRefusal): never {
  throw new Refused(refusal);
}

/**
 * Does what a customer's form asks for, once: a form that comes again gets the first answer. Everything is one
 * transaction under the customer's lock: the act's record, its files, and what `work` does.
 */
export async function actOnce(
  database: Database,
  form: PortalForm,
  work: (acting: Acting) => Promise<Acted>,
): Promise<PortalResult> {
  const { organizationId } = form.visitor;
  try {
    return await database.inOrganization(organizationId, async (tx): Promise<PortalResult> => {
      const customer = await lockCustomer(tx, form.visitor.customerRowId);
      const visitor = customer && (await readVisitor(tx, form.visitor, form.realMs));
      if (!customer || !visitor) return { result: 'spent' };
      const known = await tx.portalAct.findUnique({
        where: { linkId_formId: { linkId: visitor.linkId, formId: form.formId } },
      });
      if (known) return { result: 'done', actId: known.id, outcome: known.became as unknown as PortalOutcome };
      await checkForm(tx, form, customer.id);
      const actId = newId();
      const actor = visitorActor(visitor);
      const at = new Date(form.now);
      const joined: Database = { ...database, inOrganization: (_organizationId, inner) => inner(tx) };
      const acted = await work({ tx, joined, actor, visitor, customer, now: form.now, at });
      await storeAct(tx, form, { actId, actor, customerRowId: customer.id, acted });
      await tx.portalLink.update({ where: { id: visitor.linkId }, data: { lastUsedAt: new Date(form.realMs) } });
      return { result: 'done', actId, outcome: acted.outcome };
    });
  } catch (error) {
    if (error instanceof Refused) return { result: 'refused', refusal: error.refusal };
    throw error;
  }
}

async function checkForm(tx: Tx, { files, now }: PortalForm, customerRowId: string): Promise<void> {
  if (files.length > MOST_FILES) refuseAct({ code: 'file-kind' });
  for (const { content } of files)
    if (content.length > MOST_EVIDENCE_BYTES || evidenceKind(content) === null) refuseAct({ code: 'file-kind' });
  const since = new Date(now - DAY_MS);
  const acts = await tx.portalAct.count({ where: { customerId: customerRowId, actedAt: { gt: since } } });
  if (acts >= MOST_ACTS_A_DAY) refuseAct({ code: 'too-many-acts' });
}

async function storeAct(
  tx: Tx,
  { visitor, act, formId, entered, files, now }: PortalForm,
  {
    actId,
    actor,
    customerRowId,
    acted,
  }: { readonly actId: string; readonly actor: Actor; readonly customerRowId: string; readonly acted: Acted },
): Promise<void> {
  const { organizationId } = visitor;
  const by = storedActor(actor);
  const at = new Date(now);
  await tx.portalAct.create({
    data: {
      id: actId,
      organizationId,
      customerId: customerRowId,
      formId,
      linkId: visitor.linkId,
      kind: act,
      actedAt: at,
      actedBy: by,
      entered: toJson(entered) as object,
      became: toJson(acted.outcome) as object,
      taskId: acted.taskId ?? null,
    },
  });
  // The evidence of a dispute stands with the dispute.
  for (const { name, content } of act === 'dispute' || act === 'part' ? [] : files)
    await tx.portalFile.create({
      data: {
        id: newId(),
        organizationId,
        customerId: customerRowId,
        actId,
        name,
        kind: evidenceKind(content) ?? 'text',
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        content: new Uint8Array(content),
      },
    });
  await writeAudit(tx, organizationId, [
    {
      at,
      kind: 'portal.acted',
      actor: by,
      customerRowId,
      invoiceRowId: null,
      data: { actId, act: `portal-${act}`, ...(acted.taskId === undefined ? {} : { taskId: acted.taskId }) },
    },
  ]);
}
