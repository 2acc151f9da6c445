import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose request is being answered. */
export interface Acting {
  /** The credential (row id); null until it is known. Audit events store it in the column `credential_id`. */
  id: string | null;
  /** Whose portfolio the transactions see (stored ids, with commas); null: all customers. */
  portfolio: string | null;
}

/**
 * The request that is being answered, where there is one. Every transaction carries the credential in the setting
 * `puntual.credential`, and whom it is confined to in `puntual.portfolio` (the walls are in the migrations).
 */
export const actingCredential = new AsyncLocalStorage<Acting>();

/** Nobody yet: what a request begins with. */
export function nobodyYet(): Acting {
  return { id: null, portfolio: null };
}
