/**
 * Every right that there is: what may be done to what. A route of the API needs one of them. A right is never renamed,
 * because roles and keys that are stored name it.
 */
export const RIGHTS = [
  'approval.decide',
  'approval.read',
  'audit.read',
  'bank-details.change',
  'case.decide',
  'case.dispute',
  'case.hold',
  'case.read',
  'case.work',
  'charge.waive',
  'contact.opt-in',
  'contact.opt-out',
  'contact.stop',
  'customer.group',
  'customer.merge',
  'customer.procedure',
  'debt.place',
  'event.dismiss',
  'event.read',
  'event.send',
  'feed.read',
  'feed.retire',
  'import.read',
  'import.run',
  'key.manage',
  'money.allocate',
  'money.read',
  'money.refund',
  'money.return',
  'money.reverse',
  'money.write-off',
  'outbox.read',
  'policy.assign',
  'policy.publish',
  'policy.read',
  'policy.write',
  'role.manage',
  'settings.change',
  'settings.read',
  'task.work',
  'user.manage',
] as const;
/** What somebody may do. */
export type Right = (typeof RIGHTS)[number];

export const BUILT_IN_ROLES = ['administrator', 'manager', 'collector', 'viewer', 'integration'] as const;
/** A role that every organization has. */
export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

const reading = [
  'approval.read',
  'case.read',
  'event.read',
  'feed.read',
  'import.read',
  'money.read',
  'outbox.read',
  'policy.read',
  'settings.read',
] as const satisfies readonly Right[];

const working = [
  ...reading,
  'case.dispute',
  'case.hold',
  'case.work',
  'contact.opt-out',
  'customer.procedure',
  'money.allocate',
  'task.work',
] as const satisfies readonly Right[];

const deciding = [
  ...working,
  'approval.decide',
  'audit.read',
  'bank-details.change',
  'case.decide',
  'charge.waive',
  'contact.opt-in',
  'contact.stop',
  'customer.group',
  'customer.merge',
  'debt.place',
  'event.dismiss',
  'feed.retire',
  'import.run',
  'money.refund',
  'money.return',
  'money.reverse',
  'money.write-off',
  'policy.assign',
  'policy.publish',
  'policy.write',
  'settings.change',
] as const satisfies readonly Right[];

/** The rights of the roles that every organization has. An administrator has all. */
export const roleRights: Readonly<Record<BuiltInRole, readonly Right[]>> = {
  administrator: RIGHTS,
  manager: deciding,
  collector: working,
  viewer: reading,
  integration: ['event.read', 'event.send', 'import.read', 'import.run'],
};

const known: ReadonlySet<string> = new Set(RIGHTS);
const builtIn: ReadonlySet<string> = new Set(BUILT_IN_ROLES);

export function isRight(text: string): text is Right {
  return known.has(text);
}

export function isBuiltInRole(text: string): text is BuiltInRole {
  return builtIn.has(text);
}

/** What decides the rights of a credential. */
export interface Granted {
  /** A built-in role, or the key of one of the organization's own roles. */
  readonly role: string;
  /** The rights of the organization's own role; null when the organization has no role of its own with that key. */
  readonly ownRights: readonly string[] | null;
  /** The rights that a key is restricted to; null: all rights of its role. */
  readonly scopes: readonly string[] | null;
}

/**
 * The rights of a credential: those of its role, without those that its scopes leave out. A role that does not exist
 * has none; a stored name that is no right any more counts for nothing.
 */
export function rightsOf({ role, ownRights, scopes }: Granted): ReadonlySet<Right> {
  const ofRole = isBuiltInRole(role) ? roleRights[role] : (ownRights ?? []).filter(isRight);
  return new Set(scopes === null ? ofRole : ofRole.filter((right) => scopes.includes(right)));
}

/** The wanted rights that the giver does not have: nobody gives away more than they have themselves. */
export function rightsBeyond(giver: ReadonlySet<Right>, wanted: Iterable<Right>): Right[] {
  return [...wanted].filter((right) => !giver.has(right));
}
