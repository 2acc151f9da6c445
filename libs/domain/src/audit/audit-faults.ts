/**
 * What is wrong with a block or an event of it. `changed`: the event is not what was sealed. `removed`: an event that
 * was sealed is gone. `inserted`: an event appeared among those that had been sealed. `reordered`: the event is not in
 * its place. `block-changed`: the block itself or its list of events is not what was sealed. `chain-broken`: the block
 * does not follow the block before. `block-missing`: the block is gone.
 */
export const AUDIT_FAULTS = [
  'changed',
  'removed',
  'inserted',
  'reordered',
  'block-changed',
  'chain-broken',
  'block-missing',
] as const;
export type AuditFaultCode = (typeof AUDIT_FAULTS)[number];
