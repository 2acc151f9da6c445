import type { CustomerDetailView } from '@puntual/contracts/api/customers';

/** A customer's row with its group and account manager. */
export interface GroupedRow {
  readonly account_manager: string | null;
  readonly account_manager_name: string | null;
  readonly group_key: string | null;
  readonly payer_id: string | null;
}

/** The collector who looks after the customer. */
export function accountManagerOf(row: GroupedRow): CustomerDetailView['accountManager'] {
  return row.account_manager === null ? null : { personId: row.account_manager, name: row.account_manager_name };
}

/** The group that the customer is in. */
export function groupOf(row: GroupedRow): CustomerDetailView['group'] {
  return row.group_key === null ? null : { groupId: row.group_key, payer: row.payer_id };
}
