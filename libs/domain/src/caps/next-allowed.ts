import { addDays, type IsoDate } from '../calendar/dates.ts';
import type { PastContact } from './past-contact.ts';
import type { CapRule, CapScope, CapSource } from './cap-rule.ts';
import type { ContactCaps } from './contact-caps.ts';
import type { ContactChannel } from '../policy/vocabulary.ts';

/** A contact that is wanted. */
export interface WantedContact {
  readonly channel: ContactChannel;
  /** All of these people at once; null: not yet known to whom, then everybody's contacts count. */
  readonly personIds: readonly string[] | null;
  readonly invoiceIds: readonly string[];
}

/** A rule of numbers and distances; hours are the window's (`narrowWindow`). */
type CountedRule = Exclude<CapRule, { kind: 'hours' }>;

/** Which rule puts a contact off: `lastOn` is the contact that fills the cap, `until` the first day free of it. */
export interface CapReason {
  readonly code: `cap-${CountedRule['kind']}`;
  readonly rowId: string;
  readonly lastOn: IsoDate;
  readonly until: IsoDate;
  readonly source: Pick<CapSource, 'law' | 'article' | 'url'>;
}

/**
 * The first day from `from` on at which the numbers and distances of the caps allow one more contact (hours and closed
 * days are ignored), and the rule that puts it off the longest; null when none does. Pure and total, in whatever order
 * the history stands. Contacts of the future count too. A past contact of which it is not known to whom or about what
 * counts for everybody and every debt.
 */
export function capsFreeOn(
  wanted: WantedContact,
  history: readonly PastContact[],
  caps: ContactCaps,
  from: IsoDate,
): { readonly on: IsoDate; readonly reason: CapReason | null } {
  let on = from;
  let reason: CapReason | null = null;
  for (const {
    id,
    rule,
    source: { law, article, url },
  } of caps.rows) {
    if (rule.kind === 'hours' || !rule.channels.includes(wanted.channel)) continue;
    const filled = filledBy(rule, wanted, history);
    if (filled && filled.until > on) {
      on = filled.until;
      reason = { code: `cap-${rule.kind}`, rowId: id, ...filled, source: { law, article, url } };
    }
  }
  return { on, reason };
}

/**
 * Of several ways in the order of preference, the one by which the caps allow the contact first, the earlier of two
 * that are allowed on one day. Null without a way. As `capsFreeOn`.
 */
export function firstAllowedWay<Way extends WantedContact>(
  ways: readonly Way[],
  history: readonly PastContact[],
  caps: ContactCaps,
  from: IsoDate,
): { readonly way: Way; readonly on: IsoDate; readonly reason: CapReason | null } | null {
  return ways
    .map((way) => ({ way, ...capsFreeOn(way, history, caps, from) }))
    .reduce<{ way: Way; on: IsoDate; reason: CapReason | null } | null>(
      (first, next) => (first && first.on <= next.on ? first : next),
      null,
    );
}

// The contact that fills a cap and the day on which there is room again; null while there is room.
function filledBy(
  rule: CountedRule,
  wanted: WantedContact,
  history: readonly PastContact[],
): { readonly lastOn: IsoDate; readonly until: IsoDate } | null {
  switch (rule.kind) {
    case 'count':
      // Once the contact that is `most` before the next one is `days` days old, there is room.
      return latest(rule, wanted, history, rule.most, () => true);
    case 'days-between':
      return latest(rule, wanted, history, 1, () => true);
    case 'after-conversation':
      return latest(rule, wanted, history, 1, (contact) => contact.conversation === true);
    case 'one-channel':
      return latest(rule, wanted, history, 1, (contact) => contact.how !== wanted.channel);
  }
}

// Of every count that the contact would be part of, the one that is full the longest: it is full with its `count`th
// contact from the end.
function latest(
  rule: CountedRule,
  wanted: WantedContact,
  history: readonly PastContact[],
  count: number,
  counts: (contact: PastContact) => boolean,
): { readonly lastOn: IsoDate; readonly until: IsoDate } | null {
  let lastOn: IsoDate | null = null;
  for (const isIn of scopesOf(rule.per, wanted)) {
    const days = history
      .flatMap((contact) =>
        rule.channels.includes(contact.how) && isIn(contact) && counts(contact) ? [contact.on] : [],
      )
      .sort();
    const full = days[days.length - count];
    if (full !== undefined && (lastOn === null || full > lastOn)) lastOn = full;
  }
  return lastOn === null ? null : { lastOn, until: addDays(lastOn, rule.days) };
}

// A message about several debts to several people has to be free for each person and debt.
function scopesOf(
  per: CapScope,
  { personIds, invoiceIds }: WantedContact,
): readonly ((contact: PastContact) => boolean)[] {
  switch (per) {
    case 'customer':
      return [() => true];
    case 'person-and-debt':
      return (personIds ?? [null]).flatMap((person) =>
        invoiceIds.map(
          (debt) => (contact) =>
            isAbout(contact.invoiceIds, debt) && (person === null || isAbout(contact.personIds, person)),
        ),
      );
  }
}

function isAbout(known: readonly string[] | null | undefined, wanted: string): boolean {
  return !known || known.includes(wanted);
}
