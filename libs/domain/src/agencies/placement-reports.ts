import type { IsoDate } from '../calendar/dates.ts';

export const REPORT_OUTCOMES = ['accepted', 'collected', 'returned', 'uncollectable'] as const;
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number];

/** What an agency reported of a placement. */
export interface AgencyReport {
  /** Tells the report apart from every other one: the sender and the sender's id. */
  readonly key: string;
  readonly outcome: ReportOutcome;
  readonly on: IsoDate;
  readonly amountMinor: bigint | null;
  /** The agency's own reference of the debt. */
  readonly reference: string | null;
}

/** What all reports of a placement come to. */
export interface ReportedPlacement {
  /** The first day on which the agency acknowledged the debt, with any report; null while it has not. */
  readonly acknowledgedOn: IsoDate | null;
  readonly reference: string | null;
  readonly collectedMinor: bigint;
  /** How the agency ended the placement; null while it has not. */
  readonly ended: { readonly because: 'returned' | 'uncollectable'; readonly on: IsoDate } | null;
}

/**
 * What the reports come to, in whatever order they arrived and however often: a report counts once by its key. A debt
 * that the agency calls uncollectable and returns is uncollectable, because that says more.
 */
export function summarizeReports(reports: readonly AgencyReport[]): ReportedPlacement {
  const once = [...new Map([...reports].sort(byKeyThenContent).map((report) => [report.key, report])).values()];
  const inOrder = once.sort((a, b) => compare(a.on, b.on) || compare(a.key, b.key));
  const ends = inOrder.filter(({ outcome }) => outcome === 'uncollectable' || outcome === 'returned');
  const end = ends.find(({ outcome }) => outcome === 'uncollectable') ?? ends[0];
  return {
    acknowledgedOn: inOrder[0]?.on ?? null,
    reference: inOrder.findLast(({ reference }) => reference !== null)?.reference ?? null,
    collectedMinor: inOrder.reduce((sum, { outcome, amountMinor }) => {
      return outcome === 'collected' ? sum + (amountMinor ?? 0n) : sum;
    }, 0n),
    ended: end ? { because: end.outcome === 'uncollectable' ? 'uncollectable' : 'returned', on: end.on } : null,
  };
}

// Two reports under one key are one that its sender changed: the same one counts in every order.
function byKeyThenContent(a: AgencyReport, b: AgencyReport): number {
  return compare(a.key, b.key) || compare(contentOf(a), contentOf(b));
}

function contentOf({ outcome, on, amountMinor, reference }: AgencyReport): string {
  return `${on} ${outcome} ${amountMinor ?? ''} ${reference ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
