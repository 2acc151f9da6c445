import { ensureLogin, ensureServiceRoles } from '@puntual/db/roles';
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
  const { APP_DATABASE_URL: app, RELAY_DATABASE_URL: relay, MAKE_DATABASE_LOGINS: make } = process.env;
  // An operator who sets both addresses manages the logins, unless this is to make those of the addresses.
  if (!app || !relay) await ensureServiceRoles(owner);
  else if (make === 'true') {
    await ensureLogin(owner, 'app', app);
    await ensureLogin(owner, 'relay', relay);
  }
  await ensureOrganization(owner, { slug, ...(name ? { name } : {}), answersCustomers: true });
  process.stdout.write(`the database is ready, with organization ${slug}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
