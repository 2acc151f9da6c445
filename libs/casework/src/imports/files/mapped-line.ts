import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { canonicalJson, toJson } from '@puntual/db/json';
import type { ReceiptChange } from '../../receipts/receipt-changes.ts';
import type { StoredMovement } from '../../receipts/known-movements.ts';
import type { LeftOut } from './document-kinds.ts';
import type { LineFault } from './line-fault.ts';
import { shortHash } from './short-hash.ts';

/** The values of the organization and of the import, used where a file has none. */
export interface ImportDefaults {
  readonly slug: string;
  readonly country: string;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  /** When the file was uploaded: the time of its events. */
  readonly givenAt: Date;
  /**
   * Part of the ids of customers' events. Another value makes the same data count again: the id of the import of
   * another file in between, or "".
   */
  readonly base: string;
}

/** What a line is mapped to: the events that an ERP would publish for it, a change of a receipt, or its faults. */
export interface MappedLine {
  readonly events: readonly PuntualEventInput[];
  readonly receipt?: ReceiptChange;
  /** The id of a receipt of a sum, of which the line is one payment. */
  readonly listed?: string;
  /** The bank's movement: what to store of a new one, and the ids of the known ones that it is. */
  readonly movement?: { readonly stored: StoredMovement | null; readonly seenIds: readonly string[] };
  readonly faults: readonly LineFault[];
  /** Why the line is left out although nothing is wrong with it. */
  readonly leftOut?: LeftOut;
  /** The customer of a row, to tell which rows bring a new one. */
  readonly customerId?: string;
}

interface EventParts {
  readonly source: string;
  readonly id: string;
  readonly type: PuntualEventInput['type'];
  readonly data: object;
}

/** An event of an import. */
export function importedEvent(
  { source, id, type, data }: EventParts,
  { slug, givenAt }: Pick<ImportDefaults, 'slug' | 'givenAt'>,
): PuntualEventInput {
  return { specversion: '1.0', id, source, type, org: slug, time: givenAt.toISOString(), data } as PuntualEventInput;
}

/** A hash of an event's data. In an event id it makes the same data count once, and other data a new event. */
export function hashOf(data: object): string {
  return shortHash(canonicalJson(toJson(data)));
}

/** The values that are not undefined. */
export function onlyDefined<T extends Record<string, unknown>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
