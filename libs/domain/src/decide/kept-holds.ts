import type { HoldKind } from './case-facts.ts';

/**
 * Holds that outlive the end of the case: when a payment bounces, the case opens again, and what the customer disputed
 * or a person paused is not chased at once, nor what a factor has.
 */
export const KEPT_HOLDS: readonly HoldKind[] = ['dispute', 'manual', 'assigned'];
