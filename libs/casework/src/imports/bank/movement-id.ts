import { shortHash } from '../files/short-hash.ts';
import type { BankLine } from '../../receipts/bank-line.ts';

/** How often each movement has occurred in the file so far: two equal movements of one day are two payments. */
export type Occurrences = Map<string, number>;

/**
 * The id of a movement that is not known yet, which is the same in a notification (camt.054) and in the statement
 * (camt.053) of the account when both give the bank's reference. It is a hash of that reference, or of all data of a
 * movement without one. Movements with the same hash are numbered in the order of the file. The id names the format
 * unless it is ISO 20022.
 */
export function movementId(line: BankLine, seen: Occurrences): string {
  const named = line.transactionRef ?? line.entryRef;
  const prefix = line.format === undefined ? 'bank' : `bank-${line.format}`;
  return numbered(prefix, keyOf(line, { ref: named, endToEndId: line.endToEndId, text: line.text }), seen);
}

/**
 * The id that earlier versions of Puntual gave a movement. They took a placeholder such as NONREF for a reference, so
 * two movements may share this id. It is `id`, the movement's id of today, for a movement that earlier versions named
 * alike: `seen` counts only the others, which keeps it small in a file of very many movements.
 */
export function formerMovementId(line: BankLine, id: string, seen: Occurrences): string {
  return line.formerly == null ? id : numbered('bank', keyOf(line, line.formerly), seen);
}

/** A movement of a file with its ids. */
export interface NamedMovement {
  readonly movement: BankLine;
  /** `movementId` */
  readonly id: string;
  /** `formerMovementId` */
  readonly formerId: string;
}

type Named = NonNullable<BankLine['formerly']>;

function keyOf(line: BankLine, { ref, endToEndId, text }: Named): string {
  const what = [line.account, line.direction, line.amount, line.currency, endToEndId ?? ''];
  return shortHash(
    JSON.stringify(
      ref === null ? [...what, line.bookedOn, line.payer ?? '', line.payerAccount ?? '', text] : [...what, ref],
    ),
  );
}

function numbered(prefix: string, key: string, seen: Occurrences): string {
  const nth = (seen.get(key) ?? 0) + 1;
  seen.set(key, nth);
  return nth === 1 ? `${prefix}-${key}` : `${prefix}-${key}-${nth}`;
}
