import { addDays, localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { nextInWindow, nextOpenDay, plannedInstant, type SendWindow } from '../calendar/send-window.ts';
import { narrowWindow, type CapChannel, type CapRow, type CapRule, type CapScope, type CapSource, type ContactCaps } from './contact-caps.ts';

/** A contact that took place, or was tried as far as the law counts tries (calls). */
export interface CapContact {
  /** The debtor's local day, and the instant. */
  readonly on: IsoDate;
  readonly at: EpochMs;
  readonly channel: CapChannel;
  /** Null: not known to whom; it counts for everybody. */
  readonly personId: string | null;
  readonly invoiceIds: readonly string[];
  /** Somebody was spoken to. */
  readonly conversation?: boolean;
}

/** A contact that is wanted. `seed` places it within the window, as for every message to this customer. */
export interface WantedContact {
  readonly channel: CapChannel;
  /** Null: not yet known to whom; then everybody's contacts count. */
  readonly personId: string | null;
  readonly invoiceIds: readonly string[];
  readonly seed: string;
}

/** Which rule puts a contact off: `lastOn` is the contact that fills the cap, `until` the first day free of it. */
export interface CapReason {
  readonly code: `cap-${CapRule['kind']}`;
  readonly rowId: string;
  readonly lastOn: IsoDate | null;
  readonly until: IsoDate;
  readonly source: CapSource;
}

/**
 * The first day from `from` on at which the numbers and distances of the caps allow one more contact (hours and closed days are not looked at), and the
 * rule that puts it off the longest; null when none does. Pure and total, in whatever order the history stands. Contacts of the future count too.
 */
export function capsFreeOn(wanted: WantedContact, history: readonly CapContact[], caps: ContactCaps, from: IsoDate): { readonly on: IsoDate; readonly reason: CapReason | null } {
  let on = from;
  let reason: CapReason | null = null;
  for (const row of caps.rows) {
    const filled = row.rule.channels.includes(wanted.channel) ? filledBy(row.rule, wanted, history) : null;
    if (filled && filled.until > on) {
      on = filled.until;
      reason = reasonOf(row, filled.lastOn, filled.until);
    }
  }
  return { on, reason };
}

/**
 * The first instant from `now` on at which the wanted contact is allowed by the caps and lies in the customer's window, and the rule that put it off, with its
 * source; null when the window alone decides. The window's closed days must hold the holidays where the law closes them (`closesHolidays`).
 * `toleranceMs` as for `isInWindow`. Pure. Throws a RangeError for a calendar that never opens.
 */
export function nextAllowed(
  wanted: WantedContact, history: readonly CapContact[], caps: ContactCaps, now: EpochMs, window: SendWindow, toleranceMs = 0,
): { readonly at: EpochMs; readonly on: IsoDate; readonly reason: CapReason | null } {
  const lawful = narrowWindow(window, caps, wanted.channel);
  const today = localDate(now, window.timeZone);
  const free = capsFreeOn(wanted, history, caps, today);
  if (free.on > today) {
    // An instant of that day that a change of the clock skips is passed over by the search.
    const planned = plannedInstant(nextOpenDay(free.on, lawful), wanted.seed, lawful);
    const at = nextInWindow(planned, wanted.seed, lawful, 0);
    return { at, on: localDate(at, window.timeZone), reason: free.reason };
  }
  const at = nextInWindow(now, wanted.seed, lawful, toleranceMs);
  const on = localDate(at, window.timeZone);
  const hours = caps.rows.find((row) => row.rule.kind === 'hours' && row.rule.channels.includes(wanted.channel));
  const isByLaw = hours !== undefined && at > nextInWindow(now, wanted.seed, window, toleranceMs);
  return { at, on, reason: isByLaw ? reasonOf(hours, null, on) : null };
}

function reasonOf(row: CapRow, lastOn: IsoDate | null, until: IsoDate): CapReason {
  return { code: `cap-${row.rule.kind}`, rowId: row.id, lastOn, until, source: row.source };
}

// The contact that fills a cap and the day on which there is room again; null while there is room.
function filledBy(rule: CapRule, wanted: WantedContact, history: readonly CapContact[]): { readonly lastOn: IsoDate; readonly until: IsoDate } | null {
  switch (rule.kind) {
    case 'hours':
      return null;
    case 'count':
      // Once the contact that is `most` before the next one is `days` days old, there is room.
      return latest(debtsOf(rule.per, wanted), (debt) => nthLast(rule.most, onRule(rule, wanted, history, debt)), rule.days);
    case 'days-between':
      return latest(debtsOf(rule.per, wanted), (debt) => nthLast(1, onRule(rule, wanted, history, debt)), rule.days);
    case 'after-conversation':
      return latest(debtsOf(rule.per, wanted), (debt) => nthLast(1, onRule(rule, wanted, history, debt).filter((contact) => contact.conversation === true)), rule.days);
    case 'one-channel':
      return latest(debtsOf(rule.per, wanted), (debt) => nthLast(1, onRule(rule, wanted, history, debt).filter((contact) => contact.channel !== wanted.channel)), rule.days);
  }
}

// A message about several debts has to be free for each of them; null stands for all debts together.
function debtsOf(per: CapScope, wanted: WantedContact): readonly (string | null)[] {
  return per === 'customer' ? [null] : wanted.invoiceIds;
}

function onRule(rule: CapRule, wanted: WantedContact, history: readonly CapContact[], debt: string | null): readonly CapContact[] {
  return history.filter((contact) => rule.channels.includes(contact.channel)
    && (debt === null || (contact.invoiceIds.includes(debt) && (contact.personId === null || wanted.personId === null || contact.personId === wanted.personId))));
}

function nthLast(count: number, contacts: readonly CapContact[]): IsoDate | null {
  const days = contacts.map((contact) => contact.on).sort();
  return days[days.length - count] ?? null;
}

function latest(debts: readonly (string | null)[], dayOf: (debt: string | null) => IsoDate | null, days: number): { readonly lastOn: IsoDate; readonly until: IsoDate } | null {
  const lastOn = debts.map(dayOf).reduce((last, on) => (on !== null && (last === null || on > last) ? on : last), null);
  return lastOn === null ? null : { lastOn, until: addDays(lastOn, days) };
}
