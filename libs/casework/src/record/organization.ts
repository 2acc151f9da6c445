import { organizationSlugSchema } from '@puntual/contracts/events/envelope';
import type { Database } from '@puntual/db/database';

export interface Organization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly language: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly country: string;
  readonly email: string | null;
  readonly paymentInstructions: string | null;
}

const cache = new WeakMap<Database, Map<string, Organization>>();

/**
 * The organization with this slug; null when there is none, and for what no slug can be, whoever sent it. Cached once
 * found, because a slug is never given to another organization.
 */
export async function findOrganization(database: Database, slug: string): Promise<Organization | null> {
  const known = cache.get(database) ?? new Map<string, Organization>();
  cache.set(database, known);
  const hit = known.get(slug);
  if (hit) return hit;
  if (!organizationSlugSchema.safeParse(slug).success) return null;
  const row = await database.shared.organization.findUnique({ where: { slug } });
  if (!row) return null;
  const organization: Organization = {
    id: row.id,
    slug: row.slug,
    name: row.name,
    language: row.language,
    timeZone: row.timeZone,
    currency: row.currency,
    country: row.country,
    email: row.email,
    paymentInstructions: row.paymentInstructions,
  };
  known.set(slug, organization);
  return organization;
}
