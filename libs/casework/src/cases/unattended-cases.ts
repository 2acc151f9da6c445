import type { Tx } from '@puntual/db/database';

/**
 * Why an open case is unattended. `silent`: it has no next act, no dated hold and no task with a deadline. `overdue`:
 * the instant of its next act passed, and nobody ran it. `closed`: its case has ended although the invoice is open.
 */
export const UNATTENDED = ['silent', 'overdue', 'closed'] as const;
export type Unattended = (typeof UNATTENDED)[number];

/** An open case that nothing moves, with what starts its workflow. */
export interface UnattendedCase {
  readonly id: string;
  readonly organization_id: string;
  readonly slug: string;
  readonly invoice_id: string;
  readonly customer_id: string;
  readonly due_date: Date;
  readonly case_run: number;
  readonly why: Unattended;
}

/** A customer with a message that was requested long ago. */
export type WaitingContact = Pick<UnattendedCase, 'id' | 'organization_id' | 'slug' | 'customer_id'>;

/** Which page of unattended cases is read. */
interface UnattendedPage {
  /** The instant before which a case should have acted. */
  readonly late: Date;
  /** The row id after which the page begins. */
  readonly after: string;
  readonly most: number;
  /** The organization (row id) whose cases are read; left out: all of them. */
  readonly organizationId?: string;
}

/** How late a case or a message is before somebody is told, in virtual milliseconds. */
const LATE_MS = 3_600_000;
/** The same in real milliseconds: where virtual time is fast, the services lag behind their timers. */
const LATE_REAL_MS = 30_000;

/** The instant before which a case should have acted, at `now` of a clock with this speed. */
export function lateBefore(now: number, speed: number): Date {
  return new Date(now - Math.max(LATE_MS, LATE_REAL_MS * speed));
}

/** The row id before all others. */
export const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** A page of the unattended cases, by row id. Reads past row-level security: ids and days only. */
export function readUnattendedCases(shared: Tx, page: UnattendedPage): Promise<UnattendedCase[]> {
  return shared.$queryRaw<UnattendedCase[]>`
    SELECT id, organization_id, slug, invoice_id, customer_id, due_date, case_run, why
    FROM unattended_cases(${page.late}::timestamptz, ${page.after}::uuid, ${page.most}::int,
      ${page.organizationId ?? null}::uuid)`;
}

/** A page of the customers with a message that was requested before `late` and has not left, by row id. */
export function readWaitingContacts(
  shared: Tx,
  { late, after, most }: Omit<UnattendedPage, 'organizationId'>,
): Promise<WaitingContact[]> {
  return shared.$queryRaw<WaitingContact[]>`
    SELECT id, organization_id, slug, customer_id
    FROM waiting_contacts(${late}::timestamptz, ${after}::uuid, ${most}::int)`;
}

/**
 * The case of an invoice (the ERP's id) as the restart of its workflow needs it, when the invoice is open; null
 * otherwise, and when the organization or the invoice does not exist. Reads past row-level security.
 */
export async function findOpenCase(shared: Tx, slug: string, invoiceId: string): Promise<UnattendedCase | null> {
  const [row] = await shared.$queryRaw<UnattendedCase[]>`
    SELECT id, organization_id, slug, invoice_id, customer_id, due_date, case_run, why
    FROM open_case(${slug}, ${invoiceId})`;
  return row ?? null;
}
