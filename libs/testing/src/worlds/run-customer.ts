import { addDays, type EpochMs, type IsoDate } from '@puntual/domain/calendar/dates';
import type { CaseFacts } from '@puntual/domain/decide/case-facts';
import { simulateCustomer, type SimulationResult } from '@puntual/domain/simulate/simulate-customer';
import { sampleContact } from '../builders/case-facts.ts';

/**
 * Simulates all cases of one customer, who can be reached on every channel, from `from` to `to`; calls are not made.
 */
export function runCustomer(cases: readonly CaseFacts[], from: EpochMs, to: EpochMs): SimulationResult {
  return simulateCustomer({
    cases,
    from,
    to,
    contacts: [sampleContact({ phone: '+34600111222', channels: ['email', 'sms'] })],
    hasPostalAddress: true,
    calls: 'not-made',
  });
}

/** The day `days` after the last due date of the cases. */
export function lastDay(cases: readonly CaseFacts[], days: number): IsoDate {
  return addDays(
    cases
      .map((facts) => facts.invoice.dueOn)
      .sort()
      .at(-1) ?? '2026-01-01',
    days,
  );
}
