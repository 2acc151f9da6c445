import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The credential of the request that is being answered (row id; null until it is known). Every transaction carries it
 * in the setting `puntual.credential`, from which audit events take the column `credential_id`.
 */
export const actingCredential = new AsyncLocalStorage<{ id: string | null }>();
