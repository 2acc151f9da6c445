import { ensureServiceRoles } from '@puntual/db/roles';
import { ensureOrganization, migrateDatabase } from '@puntual/sandbox/prepare-database';

// Prepares an installation, for operators and containers: migrates DATABASE_URL, creates the services' database roles
// and the organization PUNTUAL_ORG. Safe to repeat.
const { DATABASE_URL: owner, PUNTUAL_ORG: slug = 'demo', PUNTUAL_ORG_NAME: name } = process.env;
if (!owner) {
  process.stderr.write('DATABASE_URL: give the address of the database as its owner\n');
  process.exit(2);
}
try {
  await migrateDatabase(owner);
  // An operator who sets both addresses manages the login roles.
  if (!process.env.APP_DATABASE_URL || !process.env.RELAY_DATABASE_URL) await ensureServiceRoles(owner);
  await ensureOrganization(owner, { slug, ...(name ? { name } : {}) });
  process.stdout.write(`the database is ready, with organization ${slug}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
