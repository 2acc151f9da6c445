import { openDatabase, type Database } from '@puntual/db/database';
import { ensureServiceRoles } from '@puntual/db/roles';
import type { Settings } from './settings.ts';

/**
 * The database addresses of ingest, which alone relays the outbox: the given ones, or those of roles that the owner of
 * DATABASE_URL creates. Throws when neither is possible.
 */
export async function serviceUrls(settings: Settings): Promise<{ app: string; relay: string }> {
  const { APP_DATABASE_URL: app, RELAY_DATABASE_URL: relay, DATABASE_URL: owner } = settings;
  if (app && relay) return { app, relay };
  if (!owner)
    throw new Error(
      'RELAY_DATABASE_URL: ingest needs the address of the relay role beside APP_DATABASE_URL (or DATABASE_URL, with ' +
        'which it makes both roles)',
    );
  const made = await ensureServiceRoles(owner);
  return { app: app ?? made.app, relay: relay ?? made.relay };
}

/** Opens the services' database as the restricted role. */
export async function openServiceDatabase(settings: Settings, connections: number): Promise<Database> {
  return openDatabase(settings.APP_DATABASE_URL ?? (await serviceUrls(settings)).app, { connections });
}
