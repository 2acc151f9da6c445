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
  'credit.limit',
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
  'portfolio.all',
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
  'credit.limit',
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
  'portfolio.all',
  'settings.change',
] as const satisfies readonly Right[];

/** The rights of the roles that every organization has. An administrator has all. */
export const roleRights: Readonly<Record<BuiltInRole, readonly Right[]>> = {
  administrator: RIGHTS,
  manager: deciding,
  collector: working,
  viewer: [...reading, 'portfolio.all'],
  integration: ['event.read', 'event.send', 'import.read', 'import.run', 'portfolio.all'],
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
  /** The person who made a key; left out or null: nobody did, or it is no key. */
  readonly maker?: Maker | null;
}

/** What the person who made a key may do now. */
export interface Maker {
  /** Null: they do not work for the organization any more. */
  readonly role: string | null;
  readonly ownRights: readonly string[] | null;
}

/**
 * The rights by which people and keys get their rights. Whoever loses one must not get it back by a key that they made
 * before.
 */
const GOVERNING_RIGHTS: ReadonlySet<Right> = new Set<Right>([
  'approval.decide',
  'key.manage',
  'role.manage',
  'user.manage',
]);

/**
 * The rights of a credential: those of its role, without those that its scopes leave out. A role that does not exist
 * has none; a stored name that is no right any more counts for nothing. A key goes on when its maker has left or has
 * fewer rights, but without the governing rights that its maker lacks now.
 */
export function rightsOf({ role, ownRights, scopes, maker = null }: Granted): ReadonlySet<Right> {
  const wanted = scopes === null ? rightsOfRole(role, ownRights) : rightsWithin(rightsOfRole(role, ownRights), scopes);
  if (maker === null) return new Set(wanted);
  const made: readonly Right[] = maker.role === null ? [] : rightsOfRole(maker.role, maker.ownRights);
  return new Set(wanted.filter((right) => !GOVERNING_RIGHTS.has(right) || made.includes(right)));
}

function rightsOfRole(role: string, ownRights: readonly string[] | null): readonly Right[] {
  return isBuiltInRole(role) ? roleRights[role] : (ownRights ?? []).filter(isRight);
}

function rightsWithin(rights: readonly Right[], scopes: readonly string[]): readonly Right[] {
  return rights.filter((right) => scopes.includes(right));
}

/** The wanted rights that the giver does not have: nobody gives away more than they have themselves. */
export function rightsBeyond(giver: ReadonlySet<Right>, wanted: Iterable<Right>): Right[] {
  return [...wanted].filter((right) => !giver.has(right));
}
