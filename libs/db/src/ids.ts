import { v5, v7 } from 'uuid';

/** A new time-ordered id (UUIDv7). */
export function newId(): string {
  return v7();
}

const NAMESPACE = '5f6f2b7e-8a51-4d0c-9f3e-0d5a2c1b7e44';

/** Returns the same id (UUIDv5) for the same name, for effects that are repeated on a retry. */
export function stableId(name: string): string {
  return v5(name, NAMESPACE);
}
