import { CHANNELS } from '@puntual/domain/policy/vocabulary';

/** What leaves Puntual: messages by their channels, and case files to the agency. */
export const OUTBOX_CHANNELS = [...CHANNELS, 'agency'] as const;
export type OutboxChannel = (typeof OUTBOX_CHANNELS)[number];
