/** What the events of keys, people, roles and approvals record. Ids are row ids. The rules of `AuditData` hold. */
export interface AccessAuditData {
  /** `requestedBy`: the actor who had asked. */
  'approval.decided': Approval & {
    readonly decision: 'approved' | 'refused' | 'expired' | 'withdrawn';
    readonly requestedBy: string;
  };
  'approval.requested': Approval;
  'key.changed': Key;
  'key.issued': Key;
  'key.revoked': Key;
  'role.removed': { readonly role: string };
  /** `rights`: the rights of the organization's own role from now on. */
  'role.saved': { readonly role: string; readonly rights: readonly string[] };
  /** `what` changed of how a person signs in. */
  'user.access-changed': { readonly userId: string; readonly what: AccessChange };
  'user.changed': { readonly userId: string; readonly from: object; readonly to: object };
  'user.invited': { readonly userId: string; readonly role: string };
  'user.joined': { readonly userId: string };
  'user.signed-in': { readonly userId: string; readonly way: string };
}

/** `until`: the end of the key, as ISO 8601; null: it has none. `name`: whose key it is. */
interface Key {
  readonly keyId: string;
  readonly kind: string;
  readonly role: string;
  readonly name: string;
  readonly until: string | null;
}

/** What can change of how a person signs in. */
export type AccessChange =
  | 'password'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'recovery-codes'
  | 'passkey-added'
  | 'passkey-removed'
  | 'proofs-dropped'
  | 'reset-link'
  | 'unlocked'
  | 'signed-out';

/** `kind`: what needs a second person. `subject`: what it is about, a row id or a key. */
interface Approval {
  readonly approvalId: string;
  readonly kind: string;
  readonly subject: string;
}
