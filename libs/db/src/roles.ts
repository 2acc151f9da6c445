import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

export interface ServiceUrls {
  /** Address of the services' role, which row-level security restricts. */
  readonly app: string;
  /** Address of the relay's role: the outbox of every organization, nothing else. */
  readonly relay: string;
}

/**
 * Creates (or finds) the two login roles of the services, and returns their addresses. Each password is an HMAC of the
 * owner's address, so that every service that knows DATABASE_URL derives the same password and none is stored
 * (docs/adr/0007-passwords-derived.md). Throws when the owner may not create roles; an operator then sets
 * APP_DATABASE_URL and RELAY_DATABASE_URL (docs/operations.md).
 */
export async function ensureServiceRoles(ownerUrl: string): Promise<ServiceUrls> {
  const owner = new URL(ownerUrl);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const urls = { app: '', relay: '' };
    for (const kind of ['app', 'relay'] as const) {
      const role = `puntual_${kind}_login`;
      const password = createHmac('sha256', `${owner.username}:${owner.password}@${owner.host}`)
        .update(role)
        .digest('hex')
        .slice(0, 40);
      await retryCollisions(() => makeLogin(client, kind, { role, password }));
      const url = new URL(ownerUrl);
      url.username = role;
      url.password = password;
      urls[kind] = url.href;
    }
    return urls;
  } finally {
    await client.end();
  }
}

/**
 * Makes the login of an address, a member of `puntual_app` or `puntual_relay`, or gives it the address's password. For
 * installations that choose their own passwords (APP_DATABASE_URL, RELAY_DATABASE_URL). Throws when the owner may not
 * create roles.
 */
export async function ensureLogin(ownerUrl: string, kind: keyof ServiceUrls, url: string): Promise<void> {
  const { username, password } = new URL(url);
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await retryCollisions(() => makeLogin(client, kind, { role: decodeURIComponent(username), password }));
  } finally {
    await client.end();
  }
}

async function makeLogin(
  client: pg.Client,
  kind: keyof ServiceUrls,
  { role, password }: { readonly role: string; readonly password: string },
): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  await client.query(
    `${rowCount ? 'ALTER' : 'CREATE'} ROLE ${client.escapeIdentifier(role)} ` +
      `LOGIN${rowCount ? '' : ' NOSUPERUSER NOBYPASSRLS'} PASSWORD ` +
      client.escapeLiteral(decodeURIComponent(password)),
  );
  await client.query(`GRANT puntual_${kind} TO ${client.escapeIdentifier(role)}`);
}

const MOST_TRIES = 20;

// Roles belong to the server, advisory locks to one of its databases: services of several databases that start together
// collide when they create the same role, and try again.
async function retryCollisions(work: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: unknown };
      const collided =
        code === '42710' ||
        code === '23505' ||
        (error instanceof Error && error.message.includes('tuple concurrently'));
      if (!collided || tried >= MOST_TRIES) throw error;
      await sleep(10 * tried);
    }
  }
}
