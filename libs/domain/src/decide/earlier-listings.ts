import { localDate, type EpochMs, type IsoDate } from '../calendar/dates.ts';
import { hasBounced } from '../caps/counted-contacts.ts';
import { SEVERITIES, stageRank, type Severity, type Stage, type Template } from '../policy/vocabulary.ts';

/** How a message speaks: the stage of its strongest step, the severity of its words, and its template. */
export interface Tone {
  readonly stage: Stage;
  readonly severity: Severity;
  readonly template: Template;
}

/** A message that was or may have been sent, as it lists one invoice. */
export interface Listing {
  /** The part of the message that lists the invoice. */
  readonly section: 'overdue' | 'upcoming' | 'settled';
  readonly stage: Stage;
  /** Null: the message is of a version that did not store it. */
  readonly severity: Severity | null;
  readonly template: Template;
  /** The provider's last report; null before the first one. */
  readonly deliveryState: string | null;
  readonly composedAt: EpochMs;
  /** Whether the message carried a step of the invoice itself, rather than listing it beside others. */
  readonly own: boolean;
}

/**
 * Orders tones: by stage, then by severity. Positive when `a` is the stronger one.
 */
export function compareTones(a: Omit<Tone, 'template'>, b: Omit<Tone, 'template'>): number {
  return stageRank(a.stage) - stageRank(b.stage) || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

/** Whether a message of the stage demands payment, rather than reminding of it. */
export function isDemand({ stage }: Pick<Tone, 'stage'>): boolean {
  return stageRank(stage) >= stageRank('demand');
}

/**
 * The strongest tone in which a message that arrived has demanded the overdue invoice; null when none has. No later
 * message that lists the invoice as overdue may be milder. Pure and total.
 */
export function strongestDemand(listings: readonly Listing[]): Tone | null {
  let strongest: Tone | null = null;
  for (const listing of listings) {
    if (listing.section !== 'overdue' || hasBounced(listing) || !isDemand(listing)) continue;
    const { stage, template, severity: stored } = listing;
    const severity = stored ?? 'firm';
    const tone = { stage, severity, template };
    if (strongest === null || compareTones(tone, strongest) > 0) strongest = tone;
  }
  return strongest;
}

/**
 * The customer's last local day on which a message about other invoices that arrived listed the invoice as coming up;
 * null when none has. Pure and total.
 */
export function listedUpcomingOn(listings: readonly Listing[], timeZone: string): IsoDate | null {
  let last: EpochMs | null = null;
  for (const listing of listings) {
    if (listing.section !== 'upcoming' || listing.own || hasBounced(listing)) continue;
    if (last === null || listing.composedAt > last) last = listing.composedAt;
  }
  return last === null ? null : localDate(last, timeZone);
}

/**
 * The template of a repeated mention: that of the earlier message, except that a supply hold is announced by its own
 * step alone.
 */
export function repeatedTemplate({ template }: Tone): Exclude<Template, 'supply-hold-notice'> {
  return template === 'supply-hold-notice' ? 'demand' : template;
}
