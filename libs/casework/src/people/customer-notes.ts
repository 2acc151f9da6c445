import type { Refusal } from '@puntual/domain/refusals/refusals';
import { isNamed } from '@puntual/domain/worklist/choose-assignee';
import { mentionsIn } from '@puntual/domain/worklist/mentions';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { readCollectors, unknownCollector } from '../collectors/collectors.ts';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { lockCustomerRow } from '../record/lock-customer.ts';
import { askForMentioned } from './portfolios.ts';

export interface NewNote {
  /** Row id of the customer. */
  readonly customerRowId: string;
  readonly body: string;
  /** Collectors (ids, handles or e-mail addresses) whom it mentions besides those whom its text names with `@`. */
  readonly mentions: readonly string[];
  readonly pinned: boolean;
}

export type NoteResult =
  | { readonly result: 'done'; readonly noteId: string; readonly accessAsked: readonly string[] }
  | { readonly result: 'not-found' }
  | { readonly result: 'already-ended' }
  | { readonly result: 'invalid'; readonly refusal: Refusal };

/**
 * Writes a note about a customer. Refuses a mention of somebody who is no collector here: nobody would read it. For a
 * collector who does not see the customer, a manager is asked to let them (`accessAsked`). A pinned note takes the
 * place of the one that was pinned before.
 */
export async function writeNote(database: Database, actor: Actor, note: NewNote, now: number): Promise<NoteResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const collectors = (await readCollectors(tx)).filter(({ active }) => active);
    const meant = (text: string) => collectors.find((each) => isNamed(each, text))?.personId ?? null;
    const listed = note.mentions.findIndex((text) => meant(text) === null);
    if (listed >= 0)
      return { result: 'invalid', refusal: unknownCollector(`mentions.${listed}`, note.mentions[listed] ?? '') };
    const named = mentionsIn(note.body);
    const stranger = named.find((text) => meant(text) === null);
    if (stranger !== undefined) return { result: 'invalid', refusal: unknownCollector('body', stranger) };
    const mentions = [...new Set([...named, ...note.mentions].flatMap((text) => meant(text) ?? []))];
    const customerId = await lockCustomerRow(tx, note.customerRowId);
    if (note.pinned) await unpin(tx, customerId);
    const noteId = newId();
    await tx.customerNote.create({
      data: {
        id: noteId,
        organizationId: actor.organizationId,
        customerId,
        body: note.body,
        mentions,
        pinned: note.pinned,
        writtenAt: new Date(now),
        writtenBy: storedActor(actor),
      },
    });
    await audit(tx, actor, { kind: 'customer.noted', customerId, noteId }, now);
    const asked = { customerRowId: customerId, mentions, reason: `note ${noteId}` };
    return { result: 'done', noteId, accessAsked: await askForMentioned(tx, actor, asked, now) };
  });
}

/** Pins a note of a customer in place of the one that was pinned before, or ends its pin, which it must have. */
export async function pinNote(
  database: Database,
  actor: Actor,
  note: { readonly customerRowId: string; readonly noteId: string; readonly pinned: boolean },
  now: number,
): Promise<NoteResult> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    const customerId = await lockCustomerRow(tx, note.customerRowId);
    const row = await tx.customerNote.findFirst({ where: { id: note.noteId, customerId } });
    if (!row) return { result: 'not-found' };
    if (!row.pinned && !note.pinned) return { result: 'already-ended' };
    if (row.pinned !== note.pinned) {
      await unpin(tx, customerId);
      if (note.pinned) await tx.customerNote.update({ where: { id: row.id }, data: { pinned: true } });
      const kind = note.pinned ? 'customer.note-pinned' : 'customer.note-unpinned';
      await audit(tx, actor, { kind, customerId, noteId: row.id }, now);
    }
    return { result: 'done', noteId: row.id, accessAsked: [] };
  });
}

async function unpin(tx: Tx, customerId: string): Promise<void> {
  await tx.customerNote.updateMany({ where: { customerId, pinned: true }, data: { pinned: false } });
}

// The audit names the note; its text stays in the note.
async function audit(
  tx: Tx,
  actor: Actor,
  event: {
    readonly kind: 'customer.noted' | 'customer.note-pinned' | 'customer.note-unpinned';
    readonly customerId: string;
    readonly noteId: string;
  },
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    {
      at: new Date(now),
      kind: event.kind,
      actor: storedActor(actor),
      customerRowId: event.customerId,
      invoiceRowId: null,
      data: { noteId: event.noteId },
    },
  ]);
}
