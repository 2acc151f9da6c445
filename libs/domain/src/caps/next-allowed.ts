import { addDays, type IsoDate } from '../calendar/dates.ts';
import type { PastContact } from './past-contact.ts';
import type { CapRule, CapScope, CapSource } from './cap-rule.ts';
import type { ContactCaps } from './contact-caps.ts';
import type { ContactChannel } from '../policy/vocabulary.ts';

/** A contact that a case wants to make. */
export interface WantedContact {
  readonly channel: ContactChannel;
  /** The people that the contact reaches; null while they are not known, and then the contacts of all people count. */
  readonly personIds: readonly string[] | null;
  readonly invoiceIds: readonly string[];
}

/** A rule about numbers or distances of contacts. Rules about hours narrow the send window instead (`narrowWindow`). */
type CountedRule = Exclude<CapRule, { kind: 'hours' }>;

/** The rule that postpones a contact. `lastOn`: the contact that fills the cap; `until`: the first day with room. */
export interface CapReason {
  readonly code: `cap-${CountedRule['kind']}`;
  readonly rowId: string;
  readonly lastOn: IsoDate;
  readonly until: IsoDate;
  readonly source: Pick<CapSource, 'law' | 'article' | 'url'>;
}

/**
 * The first day from `from` on which the counted rules of the caps allow one more contact (hours and closed days are
 * ignored), and the rule that postpones it the longest; the reason is null when no rule does. The history may be in any
 * order and may hold future contacts. A past contact without known people or debts counts for all of them. Pure and
 * total.
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
 * The way, of several in the order of preference, by which the caps allow the contact first (`capsFreeOn`); of two that
 * are allowed on the same day, the preferred one. Null without a way. Pure and total.
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

// Which past contacts a rule counts against the wanted one, and how many of them leave no room.
function quotaOf(
  rule: CountedRule,
  wanted: WantedContact,
): { readonly most: number; readonly counts: (contact: PastContact) => boolean } {
  switch (rule.kind) {
    case 'count':
      return { most: rule.most, counts: () => true };
    case 'days-between':
      return { most: 1, counts: () => true };
    case 'after-conversation':
      return { most: 1, counts: (contact) => contact.conversation === true };
    case 'one-channel':
      return { most: 1, counts: (contact) => contact.how !== wanted.channel };
  }
}

// The contact that fills the rule's cap, and the day on which there is room again; null while there is room. The cap
// is counted once for each scope that the wanted contact falls into; the scope that stays full the longest decides. A
// scope is full until its contact that is `most` from the end is `days` days old.
function filledBy(
  rule: CountedRule,
  wanted: WantedContact,
  history: readonly PastContact[],
): { readonly lastOn: IsoDate; readonly until: IsoDate } | null {
  const { most, counts } = quotaOf(rule, wanted);
  let lastOn: IsoDate | null = null;
  for (const isIn of scopesOf(rule.per, wanted)) {
    const days = history
      .flatMap((contact) =>
        rule.channels.includes(contact.how) && isIn(contact) && counts(contact) ? [contact.on] : [],
      )
      .sort();
    const filling = days[days.length - most];
    if (filling !== undefined && (lastOn === null || filling > lastOn)) lastOn = filling;
  }
  return lastOn === null ? null : { lastOn, until: addDays(lastOn, rule.days) };
}

// A message about several debts to several people must be allowed for each person and each debt.
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
