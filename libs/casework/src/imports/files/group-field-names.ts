/** The names of the columns that say who looks after a customer, who pays, and how risky the customer is. */
export const GROUP_FIELDS = {
  group: [['group', 'groupid', 'customergroup', 'grupo', 'grupodeclientes']],
  groupPayer: [['grouppayer', 'payer', 'payerid', 'pagador', 'clientepagador']],
  accountManager: [['accountmanager', 'gestor', 'gestordecuenta', 'gestorcuenta', 'responsable']],
  risk: [['risk', 'riesgo']],
} as const;
