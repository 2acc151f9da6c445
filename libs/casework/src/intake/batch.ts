import type { EventOf, PuntualEvent } from '@puntual/contracts/events/events';
import type { Books, CustomerBook } from '@puntual/domain/ledger/books';
import type { Tx } from '@puntual/db/database';
import type { OpenItemsList } from '../ledger/open-items-lists.ts';
import type { Organization } from '../record/organization.ts';
import type { LedgerEvent } from './ledger-command.ts';
import type { MergedIds } from './merged-ids.ts';
import type { EventRefusal } from './verdict.ts';

/** An event that came before the invoice or the payment (`subject`) that it is about. */
interface EarlyEvent {
  readonly subject: string;
  readonly event: LedgerEvent;
  /** Why it was refused when its subject came. It is kept, because its sender was told that it is accepted. */
  readonly refused?: EventRefusal;
}

/** A batch of events in its transaction: what the events touch, and what is written once all of them are applied. */
export interface Batch {
  readonly tx: Tx;
  readonly organization: Organization;
  readonly now: Date;
  readonly books: Books;
  /** The merged customers that the events named. */
  readonly merged: MergedIds;
  /** The keys of all events that were accepted, in this batch or before. */
  readonly acceptedKeys: Set<string>;
  /** The subjects of this batch for which early events of former batches are stored. */
  readonly awaitedSubjects: ReadonlySet<string>;
  /** The events that this batch accepted, for the inbox. */
  readonly accepted: PuntualEvent[];
  readonly early: EarlyEvent[];
  readonly openItems: Map<CustomerBook, OpenItemsList>;
  /** The latest heartbeat of each feed. */
  readonly heartbeats: Map<string, Date>;
  /** By invoice id. */
  readonly issued: Map<string, EventOf<'puntual.invoice.issued.v1'>>;
}
