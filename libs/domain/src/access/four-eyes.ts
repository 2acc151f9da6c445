import type { Right } from './rights.ts';

/** The acts for which an organization may ask for a second person. */
export const FOUR_EYES_KINDS = ['write-off', 'placement', 'bank-details', 'policy-publishing', 'credit-limit'] as const;
export type FourEyesKind = (typeof FOUR_EYES_KINDS)[number];

/** What a second person approves: those acts, and asking for a second person less often. */
export const APPROVAL_KINDS = [...FOUR_EYES_KINDS, 'four-eyes'] as const;
export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** The right that both people need besides: whoever may not do an act neither asks for it nor approves it. */
export const rightToAct: Readonly<Record<ApprovalKind, Right>> = {
  'write-off': 'money.write-off',
  placement: 'debt.place',
  'bank-details': 'bank-details.change',
  'policy-publishing': 'policy.publish',
  'credit-limit': 'credit.limit',
  'four-eyes': 'settings.change',
};

/** How long a request waits for a second person, in milliseconds of virtual time. Then it is refused. */
export const APPROVAL_LIFE_MS = 7 * 24 * 60 * 60_000;

/** What decides whether somebody may decide a request. */
export interface OpenRequest {
  readonly state: 'open' | 'approved' | 'refused' | 'expired' | 'withdrawn';
  readonly expiresAtMs: number;
  /** The person who asked, also by a key of theirs. */
  readonly requestedUser: string;
}

/**
 * Why a person may not decide a request at an instant; null when they may. `userId` is the person behind whatever they
 * use: their session, or a key that they made. Nobody approves or refuses what they asked for themselves.
 */
export function whyNotDecide(
  request: OpenRequest,
  userId: string | null,
  nowMs: number,
): 'not-open' | 'expired' | 'no-person' | 'own' | null {
  if (request.state === 'expired' || (request.state === 'open' && request.expiresAtMs <= nowMs)) return 'expired';
  if (request.state !== 'open') return 'not-open';
  if (userId === null) return 'no-person';
  return userId === request.requestedUser ? 'own' : null;
}
