import type { AuditFaultCode } from '@puntual/domain/audit/audit-faults';
import type { Words } from '../http/language.ts';

/** What a verification of the audit found, as an auditor reads it. */
export const auditFaultWords: Readonly<Record<AuditFaultCode, Words>> = {
  changed: {
    en: 'The stored event is not the one that was sealed.',
    es: 'El registro guardado no es el que se selló.',
  },
  removed: { en: 'An event that was sealed is gone.', es: 'Falta un registro que se había sellado.' },
  inserted: {
    en: 'The event appeared among events that had been sealed before.',
    es: 'El registro apareció entre otros que ya estaban sellados.',
  },
  reordered: { en: 'The event is not in the place where it was sealed.', es: 'El registro no está en su lugar.' },
  'block-changed': {
    en: 'The block or the list of its events is not as it was sealed.',
    es: 'El bloque o la lista de sus registros no es como se selló.',
  },
  'chain-broken': {
    en: 'The block does not follow the block before it.',
    es: 'El bloque no sigue al bloque anterior.',
  },
  'block-missing': { en: 'The block is gone.', es: 'Falta el bloque.' },
};
