import type { Tx } from '@puntual/db/database';
import { shortHash } from '../files/short-hash.ts';
import { BANK_SOURCE, type BankLine } from '../../receipts/bank-line.ts';
import {
  formerMovements,
  knownMovements,
  payerOf,
  saidOf,
  type FormerMovement,
  type KnownMovement,
  type StoredMovement,
} from '../../receipts/known-movements.ts';
import { accountHash } from '../../receipts/payer-accounts.ts';
import { isSameMovement, isSumOf } from '../../receipts/same-movement.ts';
import { movementId, type NamedMovement } from './movement-id.ts';

/** A movement of a file, and what is known of it. */
export interface RecognizedMovement {
  readonly movement: BankLine;
  /** The id of the known movement that it is; else one that no other movement has. */
  readonly id: string;
  /** What to store of it; null when the movement is stored. */
  readonly stored: StoredMovement | null;
  /** The known movements that it is or lists. */
  readonly seenIds: readonly string[];
  /** It is a sum whose payments another file listed one by one. */
  readonly isListed: boolean;
  /** The id of the sum that lists it, which an earlier file brought without its payments. */
  readonly sumId: string | null;
}

/** The import whose movements are recognized. Each known movement is recognized once in an import. */
export interface RecognizingImport {
  readonly organizationId: string;
  readonly importId: string;
  readonly recognized: Set<string>;
}

/** Tells which movements of a file earlier files brought, in whatever message, and which are new. */
export async function recognizeMovements(
  tx: Tx,
  run: RecognizingImport,
  movements: readonly NamedMovement[],
): Promise<RecognizedMovement[]> {
  const read = movements.map((each) => candidateOf(each, run.organizationId));
  const ids = [...new Set(read.flatMap((each) => each.ids))];
  const known = await knownMovements(tx, {
    keys: [...new Set(read.flatMap(({ traits }) => [traits.moneyKey, traits.batchKey ?? traits.moneyKey]))],
    ids,
    days: read.map(({ traits }) => traits.bookedOn).filter((day) => day !== ''),
  });
  const stored = new Set(known.map((each) => each.id));
  const former = await formerMovements(
    tx,
    BANK_SOURCE,
    ids.filter((id) => !stored.has(id)),
  );
  const books: Books = { known, former, taken: new Set([...stored, ...former.keys()]), run };
  return read.map((candidate) => recognize(candidate, books));
}

interface Candidate extends NamedMovement {
  readonly traits: Omit<StoredMovement, 'id'>;
  /** The ids under which it may be known, and those that it may get. */
  readonly ids: readonly string[];
  readonly freshIds: readonly string[];
  /** The id that earlier versions gave the sum that lists it. */
  readonly formerSumId: string | null;
}

interface Books {
  readonly known: readonly KnownMovement[];
  readonly former: ReadonlyMap<string, FormerMovement>;
  /** The ids of all movements that are known or were named in this slice. */
  readonly taken: Set<string>;
  readonly run: RecognizingImport;
}

/** How many movements with the same data an import tells apart when their ids are those of other movements. */
const MOST_ALIKE = 20;

function candidateOf(named: NamedMovement, organizationId: string): Candidate {
  const { movement: line, id, formerId } = named;
  const traits = traitsOf(line, organizationId);
  const { format, ...hashed } = traits;
  const prefix = format === null ? 'bank' : `bank-${format}`;
  const alike = `${prefix}-${shortHash(JSON.stringify([hashed, line.text]))}`;
  const freshIds = [id, alike, ...Array.from({ length: MOST_ALIKE }, (_, index) => `${alike}-${index + 2}`)];
  const formerSumId =
    line.batch && line.entryRef !== null
      ? movementId({ ...line, ...line.batch, transactionRef: null, endToEndId: null }, new Map())
      : null;
  const ids = [...freshIds, formerId, ...(formerSumId === null ? [] : [formerSumId])];
  return { ...named, traits, ids, freshIds, formerSumId };
}

function traitsOf(line: BankLine, organizationId: string): Omit<StoredMovement, 'id'> {
  const key = (amount: string) => shortHash(JSON.stringify([line.account, line.direction, amount, line.currency]));
  const ofEntry = line.batch ? null : line.entryRef;
  return {
    moneyKey: key(line.amount),
    batchKey: line.batch ? key(line.batch.amount) : null,
    bookedOn: line.bookedOn,
    format: line.format ?? null,
    entryRef: line.entryRef,
    refs: [...new Set([line.transactionRef, ofEntry].flatMap((ref) => ref ?? []))],
    endToEndId: line.endToEndId,
    payer: payerOf(line.payer),
    accountHash: line.payerAccount === null ? null : accountHash(organizationId, line.payerAccount),
    said: saidOf(line.text),
    creditorReference: line.creditorReference ?? null,
    mandateId: line.mandateId ?? null,
  };
}

function recognize(candidate: Candidate, books: Books): RecognizedMovement {
  const { movement, traits } = candidate;
  const same = sameIn(books, candidate);
  if (same !== null) return { movement, ...seen(books, [same]), id: same, isListed: false, sumId: null };
  const listed = movement.batch ? [] : listedIn(books, candidate);
  const [first] = listed;
  if (first !== undefined) return { movement, ...seen(books, listed), id: first, isListed: true, sumId: null };
  const id = candidate.freshIds.find((each) => !books.taken.has(each)) ?? candidate.id;
  books.taken.add(id);
  const sumId = movement.batch ? sumOf(books, candidate) : null;
  return { movement, id, stored: { ...traits, id }, seenIds: [], isListed: false, sumId };
}

function seen(books: Books, ids: readonly string[]): Pick<RecognizedMovement, 'stored' | 'seenIds'> {
  for (const id of ids) books.run.recognized.add(id);
  return { stored: null, seenIds: ids };
}

function isFree({ run }: Books, { id, seenIn }: Pick<KnownMovement, 'id' | 'seenIn'>): boolean {
  return seenIn !== run.importId && !run.recognized.has(id);
}

// The id of the known movement that this one is. One with the same id goes before others that are alike.
function sameIn(books: Books, candidate: Candidate): string | null {
  const { traits } = candidate;
  const alike = books.known.filter(
    (each) =>
      each.moneyKey === traits.moneyKey &&
      isFree(books, each) &&
      isSameMovement(each, traits) &&
      (each.batchKey === null || traits.batchKey === null || each.batchKey === traits.batchKey),
  );
  const [best] = [...alike].sort((a, b) => Number(b.id === candidate.id) - Number(a.id === candidate.id));
  return best?.id ?? formerIn(books, candidate);
}

// The movement under an id that an earlier version of Puntual gave it. A placeholder made ids that two movements
// share, so day and text must agree then.
function formerIn(books: Books, { movement, id, formerId, traits }: Candidate): string | null {
  for (const each of new Set([id, formerId])) {
    const former = books.former.get(each);
    if (!former || books.run.recognized.has(each)) continue;
    const named = each === formerId ? movement.formerly : undefined;
    if (former.bookedOn === null) {
      if (named === undefined || named.ref === null) return each;
      continue;
    }
    const refs = named === undefined || named.ref === null ? ['same'] : [];
    const own = { ...traits, refs, said: named ? saidOf(named.text) : traits.said };
    const before = {
      ...former,
      format: traits.format,
      bookedOn: former.bookedOn,
      refs,
      entryRef: null,
      accountHash: null,
    };
    if (isSameMovement(before, own)) return each;
  }
  return null;
}

// The ids of the movements that a file listed one by one, whose sum this one is.
function listedIn(books: Books, { traits }: Candidate): string[] {
  const listed = books.known.filter(
    (each) => each.batchKey === traits.moneyKey && isFree(books, each) && isSumOf(traits, each),
  );
  const [first] = listed;
  return listed
    .filter((each) => each.bookedOn === first?.bookedOn && each.entryRef === first.entryRef)
    .map((each) => each.id);
}

// The id of the sum that lists this movement, which an earlier file brought alone.
function sumOf(books: Books, { traits, formerSumId }: Candidate): string | null {
  const sum = books.known.find(
    (each) =>
      each.batchKey === null &&
      each.moneyKey === traits.batchKey &&
      each.seenIn !== books.run.importId &&
      isSumOf(each, traits),
  );
  if (sum) return sum.id;
  const former = formerSumId === null ? undefined : books.former.get(formerSumId);
  if (!former?.bookedOn) return null;
  const refs = traits.entryRef === null ? [] : [traits.entryRef];
  const before = { ...former, format: null, bookedOn: former.bookedOn, refs, entryRef: null, accountHash: null };
  return isSumOf(before, traits) ? former.id : null;
}
