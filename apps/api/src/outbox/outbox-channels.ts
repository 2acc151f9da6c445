import { CHANNELS } from '@puntual/domain/policy/vocabulary';

/** The channels of the outbox: those of messages, and case files to the agency. */
export const OUTBOX_CHANNELS = [...CHANNELS, 'agency'] as const;
export type OutboxChannel = (typeof OUTBOX_CHANNELS)[number];
