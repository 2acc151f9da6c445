import type { EventType, PuntualEventInput } from '@puntual/contracts/events/events';

export type InputOf<T extends EventType> = Extract<PuntualEventInput, { type: T }>;
export type DataOf<T extends EventType> = InputOf<T>['data'];
/** The fields of the envelope that a test may set. `id` names the event: the same id is the same event. */
export type Envelope = Partial<Pick<PuntualEventInput, 'id' | 'source' | 'time' | 'org'>>;

let written = 0;

/**
 * An event as a sender writes it, before validation, so that a test can create an invalid one. Without an id it gets a
 * new one.
 */
export function inEnvelope<T extends EventType>(type: T, data: DataOf<T>, envelope: Envelope = {}): InputOf<T> {
  return {
    specversion: '1.0',
    id: `e-${++written}`,
    source: '/erp/test',
    org: 'demo',
    time: '2026-11-02T09:00:00Z',
    type,
    data,
    ...envelope,
  } as InputOf<T>;
}
