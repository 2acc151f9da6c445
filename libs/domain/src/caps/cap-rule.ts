import type { IsoDate } from '../calendar/dates.ts';
import type { MinuteRange, Weekday } from '../calendar/send-window.ts';
import type { ContactChannel, CustomerKind } from '../policy/vocabulary.ts';

/** What contacts are counted together: all of a customer, or those to one person about one debt. */
export type CapScope = 'customer' | 'person-and-debt';

/** One rule of a law. Days are the debtor's calendar days; the rule limits contact on its `channels` only. */
export type CapRule =
  /**
   * Only in these hours, local time; a weekday that is not named is closed. `holidays`: whether public holidays are
   * open.
   */
  | {
      readonly kind: 'hours';
      readonly channels: readonly ContactChannel[];
      readonly open: readonly ({ readonly weekdays: readonly Weekday[] } & MinuteRange)[];
      readonly holidays: 'open' | 'closed';
    }
  /** At most so many in any `days` days in a row. */
  | {
      readonly kind: 'count';
      readonly channels: readonly ContactChannel[];
      readonly per: CapScope;
      readonly most: number;
      readonly days: number;
    }
  /** So many days from one contact to the next: 2 is Monday and Wednesday. */
  | {
      readonly kind: 'days-between';
      readonly channels: readonly ContactChannel[];
      readonly per: CapScope;
      readonly days: number;
    }
  /** After a conversation by telephone none for so many days, its own day being the first. */
  | {
      readonly kind: 'after-conversation';
      readonly channels: readonly ContactChannel[];
      readonly per: CapScope;
      readonly days: number;
    }
  /** Not on another of the channels than the one of the last `days` days. */
  | {
      readonly kind: 'one-channel';
      readonly channels: readonly ContactChannel[];
      readonly per: CapScope;
      readonly days: number;
    };

/** Where a rule stands, and who has read what. */
export interface CapSource {
  readonly law: string;
  readonly article: string;
  readonly url: string;
  /** `law`: the words of the law were read there; `report`: what others write about it. */
  readonly read: 'law' | 'report';
  readonly readOn: IsoDate;
  /** Whom it binds, and what was left open, for readers who rely on it. */
  readonly note: { readonly en: string; readonly es: string };
}

/**
 * A rule of one country for one kind of customer, in force from `from` to `to` (first and last day; null: still in
 * force).
 */
export interface CapRow {
  readonly id: string;
  readonly country: string;
  readonly kind: CustomerKind;
  readonly from: IsoDate;
  readonly to: IsoDate | null;
  readonly rule: CapRule;
  readonly source: CapSource;
}
