import { addDays, type EpochMs, type IsoDate, localDate } from '../calendar/dates.ts';
import type { LedgerCommand, LedgerRefusal } from './ledger-command.ts';

/** Where the day begins first. Money that came in anywhere on earth is not dated after the day there. */
const FIRST_ZONE = 'Pacific/Kiritimati';
/** Thirty years. Older days are placeholders of other programs (1900-01-01, 1970-01-01) or mistyped. */
const MOST_DAYS_BACK = 10_958;

/** Why money cannot have come in, or left, on a day; null when it can. */
export type DayFault = 'day-ahead' | 'day-long-past';

/**
 * Judges the day of money that is told at `now`. Money of a day ahead has not come in yet, and would end reminders
 * before it does; a day that is long past would turn a late payment into one in time.
 */
export function dayOfMoneyFault(on: IsoDate, now: EpochMs): DayFault | null {
  const latest = localDate(now, FIRST_ZONE);
  if (on > latest) return 'day-ahead';
  return on < addDays(latest, -MOST_DAYS_BACK) ? 'day-long-past' : null;
}

/** The fields of the events that say on which day money came in, was taken back or was paid back. */
const FIELDS = {
  'receive-payment': 'receivedOn',
  'reverse-payment': 'reversedOn',
  'refund-credit': 'refundedOn',
} as const;

/**
 * Why the day of a command about money is refused at `now`; null for one that is not, and for commands about documents,
 * which may be dated ahead.
 */
export function refuseDayOfMoney(command: LedgerCommand, now: EpochMs): LedgerRefusal | null {
  switch (command.type) {
    case 'receive-payment':
    case 'reverse-payment':
    case 'refund-credit': {
      const code = dayOfMoneyFault(command.on, now);
      return code && { code, values: { field: FIELDS[command.type], on: command.on } };
    }
    case 'issue-invoice':
    case 'issue-instalments':
    case 'amend-invoice':
    case 'cancel-invoice':
    case 'receive-credit-note':
      return null;
  }
}
