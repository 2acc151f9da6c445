import { openDatabase, type Database } from '@puntual/db/database';
import { ensureServiceRoles } from '@puntual/db/roles';
import type { Settings } from './settings.ts';

/**
 * The database addresses of a service: the given ones, or those of roles that the owner of DATABASE_URL creates. Throws
 * when neither is possible.
 */
export async function serviceUrls(settings: Settings): Promise<{ app: string; relay: string }> {
  const { APP_DATABASE_URL: app, RELAY_DATABASE_URL: relay, DATABASE_URL: owner } = settings;
  if (app && relay) return { app, relay };
  if (!owner)
    throw new Error('DATABASE_URL: not given, and APP_DATABASE_URL and RELAY_DATABASE_URL are not both there');
  const made = await ensureServiceRoles(owner);
  return { app: app ?? made.app, relay: relay ?? made.relay };
}

/** Opens the services' database as the restricted role. */
export async function openServiceDatabase(settings: Settings, connections: number): Promise<Database> {
  return openDatabase((await serviceUrls(settings)).app, { connections });
}
