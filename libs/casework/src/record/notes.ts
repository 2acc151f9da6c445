import type { AuditRow } from './audit.ts';
import type { OutboxRow } from './outbox.ts';

/** Audit and outbox rows that a use case collects while it works and writes together at its end. */
export interface Notes {
  readonly audit: AuditRow[];
  readonly outbox: OutboxRow[];
}
