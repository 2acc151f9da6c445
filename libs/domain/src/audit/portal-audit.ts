import type { PortalAct } from '../portal/portal-acts.ts';

/** What the audit records of the customer's portal. Links and acts by row id, contacts by the ERP's id. */
export interface PortalAudit {
  /** A customer acted in the portal. What became of it has events of its own. `taskId`: the person's task about it. */
  'portal.acted': { readonly actId: string; readonly act: `portal-${PortalAct}`; readonly taskId?: string };
  /** A person made a link. Those of messages are not recorded: the message is. */
  'portal.link-made': { readonly linkId: string; readonly contactId: string };
  'portal.link-revoked': { readonly linkId: string };
}
