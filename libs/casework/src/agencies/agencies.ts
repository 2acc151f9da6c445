import type { AuditEvent } from '@puntual/domain/audit/audit-data';
import { agencyTermsSchema, MOST_AGENCIES, type AgencyTerms } from '@puntual/domain/agencies/agency-terms';
import { chooseAgency } from '@puntual/domain/agencies/choose-agency';
import { localDate } from '@puntual/domain/calendar/dates';
import { readAmount } from '@puntual/domain/money/amount';
import type { CustomerKind } from '@puntual/domain/policy/vocabulary';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import { inOrganizationCurrency } from '@puntual/domain/worklist/organization-amount';
import type { Database, Tx } from '@puntual/db/database';
import { newId } from '@puntual/db/ids';
import { toJson } from '@puntual/db/json';
import { type Actor, storedActor } from '../record/actor.ts';
import { writeAudit } from '../record/audit.ts';
import { readOrganizationMoney } from '../tasks/assign-by-rule.ts';

/** What people say of an agency. `address`: of its API, or its e-mail address. */
export interface AgencyInput {
  readonly name: string;
  readonly adapter: 'http' | 'email';
  readonly address: string;
  /** The order in which the agencies are asked; equal ones by their keys. */
  readonly position: number;
  readonly state: 'active' | 'retired';
  readonly terms: AgencyTerms;
}

export interface Agency extends AgencyInput {
  readonly id: string;
  readonly key: string;
  readonly secretVersion: number;
  readonly revision: number;
}

interface AgencyRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly adapter: string;
  readonly address: string;
  readonly position: number;
  readonly state: string;
  readonly terms: unknown;
  readonly secretVersion: number;
  readonly revision: number;
}

function agencyOf({ id, key, name, adapter, address, position, state, terms, ...versions }: AgencyRow): Agency {
  return {
    id,
    key,
    name,
    adapter: adapter as Agency['adapter'],
    address,
    position,
    state: state as Agency['state'],
    terms: agencyTermsSchema.parse(terms),
    secretVersion: versions.secretVersion,
    revision: versions.revision,
  };
}

/** The organization's agencies in the order in which they are asked, with those that take no debts any more. */
export async function readAgencies(tx: Tx): Promise<readonly Agency[]> {
  const rows = await tx.agency.findMany({ orderBy: [{ position: 'asc' }, { key: 'asc' }], take: MOST_AGENCIES });
  return rows.map(agencyOf);
}

/** One agency by its row id. Null: there is none. */
export async function readAgency(tx: Tx, id: string): Promise<Agency | null> {
  const row = await tx.agency.findUnique({ where: { id } });
  return row && agencyOf(row);
}

/** One agency by its key. Null: there is none. */
export async function findAgency(tx: Tx, organizationId: string, key: string): Promise<Agency | null> {
  const row = await tx.agency.findUnique({ where: { organizationId_key: { organizationId, key } } });
  return row && agencyOf(row);
}

export type SavedAgency =
  | { readonly result: 'saved'; readonly agency: Agency }
  /** Somebody else saved it meanwhile. */
  | { readonly result: 'changed' }
  | { readonly result: 'invalid'; readonly refusal: Refusal };

/**
 * Adds an agency, or replaces what is known of one. `revision`: of the agency that the caller saw; null: there was
 * none. Refuses amounts with more decimals than the organization's currency has.
 */
export async function saveAgency(
  database: Database,
  actor: Actor,
  { key, revision, input }: { readonly key: string; readonly revision: number | null; readonly input: AgencyInput },
  now: number,
): Promise<SavedAgency> {
  return database.inOrganization(actor.organizationId, async (tx): Promise<SavedAgency> => {
    const { organizationId } = actor;
    await lockAgencies(tx, organizationId);
    const before = await findAgency(tx, organizationId, key);
    if ((before?.revision ?? null) !== revision) return { result: 'changed' };
    const refusal = await limitsRefused(tx, organizationId, input.terms);
    if (refusal) return { result: 'invalid', refusal };
    if (!before && (await tx.agency.count()) >= MOST_AGENCIES)
      return { result: 'invalid', refusal: { code: 'list-too-long', path: '', values: { most: MOST_AGENCIES } } };
    const data = { ...input, terms: toJson(input.terms) as object };
    const id = before?.id ?? newId();
    const row = before
      ? await tx.agency.update({ where: { id }, data: { ...data, revision: { increment: 1 } } })
      : await tx.agency.create({ data: { id, organizationId, key, createdAt: new Date(now), ...data } });
    const { adapter, state, terms } = input;
    await auditAgency(tx, actor, { kind: 'agency.saved', data: { agencyId: id, key, adapter, state, terms } }, now);
    return { result: 'saved', agency: agencyOf(row) };
  });
}

/**
 * Makes the next version of an agency's secret, which replaces the one before at once. Returns the agency with its new
 * version; null when there is none.
 */
export async function renewSecret(database: Database, actor: Actor, key: string, now: number): Promise<Agency | null> {
  return database.inOrganization(actor.organizationId, async (tx) => {
    await lockAgencies(tx, actor.organizationId);
    const agency = await findAgency(tx, actor.organizationId, key);
    if (!agency) return null;
    const row = await tx.agency.update({
      where: { id: agency.id },
      data: { secretVersion: { increment: 1 }, revision: { increment: 1 } },
    });
    const data = { agencyId: agency.id, version: row.secretVersion };
    await auditAgency(tx, actor, { kind: 'agency.secret-made', data }, now);
    return agencyOf(row);
  });
}

/** A debt for which an agency is chosen. */
export interface DebtToPlace {
  readonly country: string;
  readonly kind: CustomerKind;
  readonly openMinor: bigint;
  readonly currency: string;
}

/**
 * The agency that gets a debt by the rules: its row id; null when none takes it. `undefined`: the organization has no
 * agencies of its own, so the agency of the installation gets it.
 */
export async function agencyFor(
  tx: Tx,
  organizationId: string,
  { openMinor, currency, ...debt }: DebtToPlace,
  now: number,
): Promise<string | null | undefined> {
  const agencies = (await readAgencies(tx)).filter(({ state }) => state === 'active');
  if (agencies.length === 0) return undefined;
  const money = await readOrganizationMoney(tx, organizationId);
  const open = inOrganizationCurrency([{ currency, minor: openMinor }], money, localDate(now, money.timeZone));
  return chooseAgency(agencies, { ...debt, openMinor: open.minor }, money.currency)?.id ?? null;
}

// Two people who save agencies follow each other.
async function lockAgencies(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(${`agencies ${organizationId}`}, 0))) AS turn`;
}

async function limitsRefused(tx: Tx, organizationId: string, terms: AgencyTerms): Promise<Refusal | null> {
  const { currency } = await readOrganizationMoney(tx, organizationId);
  for (const field of ['amountFrom', 'amountBelow'] as const) {
    const text = terms[field];
    const minor = text === undefined ? 0n : readAmount(text, currency, `terms.${field}`);
    if (typeof minor !== 'bigint') return minor;
  }
  return null;
}

/** Records what was done to an agency as a whole. */
export async function auditAgency(
  tx: Tx,
  actor: Actor,
  event: AuditEvent<'agency.saved' | 'agency.secret-made' | 'agency.paid-over'>,
  now: number,
): Promise<void> {
  await writeAudit(tx, actor.organizationId, [
    { at: new Date(now), actor: storedActor(actor), customerRowId: null, invoiceRowId: null, ...event },
  ]);
}
