import { localInstant } from '@puntual/domain/calendar/dates';
import type { GroupStatement } from '@puntual/casework/statements/load-group-statement';
import type { StatementCustomer } from '@puntual/casework/statements/load-statement';
import type { Organization } from '@puntual/casework/record/organization';
import { CHARGE_ENTRY_KINDS, type Statement, type StatementItem } from '@puntual/domain/statement/statement-at';
import type {
  AssignedInvoice,
  GroupStatementProps,
  NoticeInvoice,
  StatementProps,
} from '@puntual/notices/notice-props';

/** The colour of documents of an organization that chose none. */
export const HOUSE_COLOUR = '#1f3a5f';

interface StatementParts {
  readonly customer: StatementCustomer;
  readonly statement: Statement;
  /** The moment whose knowledge the statement shows, in epoch milliseconds; null: what is known now. */
  readonly knownAt: number | null;
  readonly organization: Organization;
}

/**
 * A statement as the PDF renderer takes it, in `language` (BCP 47), with the moment (epoch milliseconds) whose
 * knowledge it shows.
 */
export function statementProps(
  { customer, statement, knownAt, organization }: StatementParts,
  language: string,
): StatementProps {
  const all = [...statement.overdue, ...statement.upcoming];
  const isOurs = ({ invoice }: StatementItem) => !invoice.assigned;
  const items = all.filter(isOurs);
  return {
    language,
    creditor: creditorOf(organization),
    customer: { name: customer.name, contactName: null },
    today: statement.on,
    deadlineOn: null,
    severity: 'mild',
    overdue: statement.overdue.filter(isOurs).map(noticeInvoice),
    upcoming: statement.upcoming.filter(isOurs).map(noticeInvoice),
    assigned: all.flatMap(assignedInvoice),
    settled: [],
    creditMinorByCurrency: Object.fromEntries(statement.sums.map((sum) => [sum.currency, sum.creditMinor])),
    reference: customer.customerId,
    knownAt: knownAt === null ? null : localInstant(knownAt, customer.timeZone),
    charges: items.flatMap(({ invoice, byKind }) =>
      [...byKind]
        .filter(([kind, minor]) => CHARGE_ENTRY_KINDS.has(kind) && minor !== 0n)
        .map(([kind, amountMinor]) => ({
          number: invoice.number,
          kind: kind as ChargeKind,
          currency: invoice.currency,
          amountMinor,
        })),
    ),
    recentPayments: statement.money.map(({ money, reversedOn }) => ({
      kind: money.kind,
      receivedOn: money.receivedOn,
      currency: money.currency,
      amountMinor: money.amountMinor,
      reference: money.kind === 'credit-note' ? money.paymentId : money.reference,
      reversedOn,
    })),
  };
}

function assignedInvoice({ invoice, openMinor }: StatementItem): AssignedInvoice[] {
  const { number, currency, assigned } = invoice;
  return assigned ? [{ number, currency, openMinor, ...assigned }] : [];
}

type ChargeKind = StatementProps['charges'][number]['kind'];

function noticeInvoice({ invoice, dueOn, daysLate, totalMinor, openMinor }: StatementItem): NoticeInvoice {
  return {
    number: invoice.number,
    issueDate: invoice.issueDate,
    dueOn,
    daysLate,
    currency: invoice.currency,
    totalMinor,
    openMinor,
    documentUrl: invoice.documentUrl,
    paymentUrl: invoice.paymentUrl,
    purchaseOrder: invoice.purchaseOrder,
  };
}

/** A group's statement as the PDF renderer takes it, in the payer's language unless `language` says otherwise. */
export function groupStatementProps(
  {
    group,
    knownAt,
    organization,
  }: Pick<StatementParts, 'knownAt' | 'organization'> & { readonly group: GroupStatement },
  language = group.payer?.language ?? organization.language,
): GroupStatementProps {
  const members = group.members.map((member) => statementProps({ ...member, knownAt, organization }, language));
  const zone = (group.payer ?? group.members[0]?.customer)?.timeZone ?? organization.timeZone;
  return {
    language,
    creditor: creditorOf(organization),
    name: group.payer?.name ?? group.name ?? group.groupId,
    reference: group.groupId,
    today: group.on,
    knownAt: knownAt === null ? null : localInstant(knownAt, zone),
    members,
  };
}

function creditorOf(organization: Organization): StatementProps['creditor'] {
  return {
    name: organization.name,
    email: organization.email,
    phone: null,
    address: null,
    brandColour: HOUSE_COLOUR,
    paymentInstructions: organization.paymentInstructions,
  };
}
