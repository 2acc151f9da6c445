import type { GroupStatementView, StatementView } from '@puntual/contracts/api/statement';
import type { GroupStatement } from '@puntual/casework/statements/load-group-statement';
import type { StatementCustomer } from '@puntual/casework/statements/load-statement';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { Statement, StatementItem, StatementSum } from '@puntual/domain/statement/statement-at';

/** A statement as the API answers it, with the moment (epoch milliseconds) whose knowledge it shows. */
export function showStatement(
  customer: StatementCustomer,
  statement: Statement,
  knownAt: number | null,
): StatementView {
  return {
    customerId: customer.customerId,
    customerName: customer.name,
    date: statement.on,
    knownAt: knownAt === null ? null : new Date(knownAt).toISOString(),
    overdue: statement.overdue.map(showItem),
    upcoming: statement.upcoming.map(showItem),
    payments: statement.money.map(({ money, unallocatedMinor, reversedOn }) => ({
      kind: money.kind,
      paymentId: money.paymentId,
      receivedOn: money.receivedOn,
      currency: money.currency,
      amount: decimalAmount(money.amountMinor, money.currency),
      unallocated: decimalAmount(unallocatedMinor, money.currency),
      reference: money.reference,
      reversedOn,
    })),
    sums: statement.sums.map(showSum),
  };
}

/** The statement of a group as the API answers it. */
export function showGroupStatement(group: GroupStatement, knownAt: number | null): GroupStatementView {
  return {
    groupId: group.groupId,
    name: group.name,
    payer: group.payer && { customerId: group.payer.customerId, name: group.payer.name },
    date: group.on,
    knownAt: knownAt === null ? null : new Date(knownAt).toISOString(),
    members: group.members.map(({ customer, statement }) => showStatement(customer, statement, knownAt)),
    sums: group.sums.map((sum) => ({ ...showSum(sum), toPay: decimalAmount(sum.toPayMinor, sum.currency) })),
  };
}

function showSum(sum: StatementSum): StatementView['sums'][number] {
  return {
    currency: sum.currency,
    overdue: decimalAmount(sum.overdueMinor, sum.currency),
    upcoming: decimalAmount(sum.upcomingMinor, sum.currency),
    open: decimalAmount(sum.openMinor, sum.currency),
    charges: decimalAmount(sum.chargesMinor, sum.currency),
    credit: decimalAmount(sum.creditMinor, sum.currency),
    balance: decimalAmount(sum.balanceMinor, sum.currency),
  };
}

function showItem(item: StatementItem): StatementView['overdue'][number] {
  const { invoice } = item;
  const amount = (minor: bigint) => decimalAmount(minor, invoice.currency);
  return {
    invoiceId: invoice.invoiceId,
    number: invoice.number,
    issueDate: invoice.issueDate,
    dueDate: item.dueOn,
    daysLate: item.daysLate,
    currency: invoice.currency,
    purchaseOrder: invoice.purchaseOrder,
    assigned: invoice.assigned ?? null,
    total: amount(item.totalMinor),
    charges: amount(item.chargesMinor),
    open: amount(item.openMinor),
    entries: [...item.byKind].map(([kind, minor]) => ({ kind, amount: amount(minor) })),
  };
}
