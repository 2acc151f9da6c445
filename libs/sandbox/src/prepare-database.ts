import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { v7 } from 'uuid';
import { Client } from 'pg';
import { newOrganizationServiceSettings } from '@puntual/domain/service-messages/service-settings';
import { ensureServiceRoles, type ServiceUrls } from '@puntual/db/roles';
import { checkout } from './checkout.ts';

export interface DemoOrganization {
  readonly slug: string;
  readonly name?: string;
  readonly language?: string;
  readonly timeZone?: string;
  readonly currency?: string;
  readonly country?: string;
  readonly email?: string;
  readonly paymentInstructions?: string;
  /** Whether it starts with the messages that answer its customers switched on. Left out: it sends none of them. */
  readonly answersCustomers?: boolean;
}

/** How long all migrations may take: indexes of large tables take minutes. The chart's job has 15 minutes. */
const MIGRATION_LIMIT_MS = 14 * 60_000;

/**
 * Migrates a database to the newest version with the Prisma CLI; creates the database if it is missing. Throws with the
 * CLI's output.
 */
export async function migrateDatabase(ownerUrl: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [join(checkout, 'tools/prisma.mjs'), 'migrate', 'deploy'], {
      cwd: checkout,
      env: { ...process.env, DATABASE_URL: ownerUrl },
      timeout: MIGRATION_LIMIT_MS,
    });
  } catch (error) {
    const { stdout = '', stderr = String(error) } = error as { stdout?: string; stderr?: string };
    const output = stdout + stderr;
    throw new Error(`the database could not be migrated: ${output.trim().split('\n').slice(-8).join(' ')}`, {
      cause: error,
    });
  }
}

/** Creates the organization if it is missing, and returns its id. */
export async function ensureOrganization(ownerUrl: string, organization: DemoOrganization): Promise<string> {
  return withClient(ownerUrl, async (client) => {
    await client.query(
      `
        WITH created AS (
        INSERT INTO organization (id, slug, name, language, time_zone, currency, country, email,
          payment_instructions)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
          ON CONFLICT (slug) DO NOTHING
          RETURNING id)
        INSERT INTO organization_setting (organization_id, service_messages)
        SELECT id, $10::jsonb FROM created WHERE $10::jsonb IS NOT NULL`,
      [
        v7(),
        organization.slug,
        organization.name ?? organization.slug,
        organization.language ?? 'es',
        organization.timeZone ?? 'Europe/Madrid',
        organization.currency ?? 'EUR',
        organization.country ?? 'ES',
        organization.email ?? null,
        organization.paymentInstructions ?? null,
        organization.answersCustomers === true ? JSON.stringify(newOrganizationServiceSettings) : null,
      ],
    );
    const { rows } = await client.query<{ id: string }>('SELECT id FROM organization WHERE slug = $1', [
      organization.slug,
    ]);
    return rows[0]?.id ?? '';
  });
}

/** Migrates the database, creates the services' roles and the organization. */
export async function prepareDatabase(
  ownerUrl: string,
  organization: DemoOrganization,
): Promise<{ urls: ServiceUrls; organizationId: string }> {
  await migrateDatabase(ownerUrl);
  return { urls: await ensureServiceRoles(ownerUrl), organizationId: await ensureOrganization(ownerUrl, organization) };
}

/** Runs `work` with a connection as the owner, for preparation and for counting in tests. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
