import type { ServiceTemplate } from '../policy/vocabulary.ts';

/**
 * Whether the service message asks for money that is due: then it waits for a fresh payment feed, and the law's limits
 * of contacts count it. The others confirm, answer or tell, and no limit counts them.
 */
export function remindsOfMoney(kind: ServiceTemplate): boolean {
  switch (kind) {
    case 'promise-reminder':
    case 'instalment-due':
    case 'instalment-missed':
    case 'last-letter':
      return true;
    case 'promise-confirmed':
    case 'plan-confirmed':
    case 'receipt':
    case 'monthly-statement':
    case 'dispute-received':
    case 'dispute-decided':
    case 'assignment':
    case 'agency-notice':
      return false;
  }
}
