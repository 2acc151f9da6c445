import type { Instants } from '@puntual/casework/access/keys';
import type { ApiParts } from './api-parts.ts';

/** Now: virtual for what people read, real for what ends by itself. */
export function instantsOf({ clock }: Pick<ApiParts, 'clock'>): Instants {
  return { now: clock.now(), wallMs: Date.now() };
}
