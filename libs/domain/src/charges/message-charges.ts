import { addDays, daysBetween, type IsoDate } from '../calendar/dates.ts';
import { asOwed, balanceOn, principalBalances, type BalanceLine } from '../entries/entries.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import { decimalAmount, MAX_MINOR } from '../money/amount.ts';
import { capCharge, type ChargeKind } from '../policy/charge-cap.ts';
import type { DayCount, RegimeKey } from './interest-regimes.ts';
import { interestDue, interestToCharge, policyInterest, type InterestAnswer } from './interest.ts';
import { feeMaximum, lateFeeDue, type FeePeriod } from './late-fee.ts';
import { lawOnCharges, type LawfulCharges } from './lawful-charges.ts';
import { furtherRates, type OwnRates } from './own-rates.ts';
import { lumpSumDue } from './lump-sum.ts';
import type { CustomerKind, Stage } from '../policy/vocabulary.ts';

/**
 * How a charge was computed, as stored and shown: plain data with amounts as decimal strings of the invoice's currency.
 */
export type ChargeHow =
  | {
      readonly kind: 'fee';
      readonly stage: Stage;
      readonly cappedBy: string | null;
      /** Which period late a repeated fee is for. */
      readonly period?: FeePeriod;
      /** For a fee that is a share of what is open: the percentage, and the sum that it was taken of. */
      readonly percent?: string;
      readonly base?: string;
    }
  | { readonly kind: 'lump-sum'; readonly source: string; readonly cappedBy: string | null }
  | {
      readonly kind: 'interest';
      readonly until: IsoDate;
      readonly dayCount: DayCount;
      readonly segments: readonly InterestRun[];
      /** The part of the interest that was charged before. */
      readonly before: string;
      readonly cappedBy: string | null;
    };

/** A run of days with the same rate on the same sum. */
export interface InterestRun {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly days: number;
  /** Percent a year. */
  readonly rate: string;
  readonly base: string;
  readonly source: string;
}

/** A charge that a message brings when it is sent. Amounts are minor units of the invoice's currency, above zero. */
export interface MessageCharge {
  /** The name of the charge: an invoice gets at most one charge with a name. */
  readonly key: string;
  readonly kind: ChargeKind;
  readonly minor: bigint;
  /**
   * For interest: all interest since the due date, including what was charged before, so that a late settlement charges
   * no day twice. For a fee that repeats: the most that all fees of the invoice may come to, so that a late settlement
   * keeps the maximum. For other kinds: the same as `minor`.
   */
  readonly wholeMinor: bigint;
  readonly how: ChargeHow;
}

/** A charge that the policy asks for and that is not made, with the reason as a code: nobody is charged by a guess. */
export interface WithheldCharge {
  readonly kind: ChargeKind;
  readonly because: 'no-rate' | 'law-not-known' | 'debtor-kind' | 'currency' | 'capped' | 'free-days';
  readonly regime: RegimeKey | 'contract' | null;
  /** For `no-rate`: the first day without a rate. */
  readonly on: IsoDate | null;
  readonly source: string | null;
}

/** The facts of an invoice that its charges depend on. */
export interface ChargeableInvoice {
  /** The ERP's id: part of the charges' names. */
  readonly invoiceId: string;
  readonly currency: string;
  readonly dueOn: IsoDate;
  /** The lines of the invoice's ledger. Interest runs on the principal only, not on charges. */
  readonly lines: readonly BalanceLine[];
  /** The disputed part of the principal, from the end of a day on. */
  readonly disputed: readonly { readonly from: IsoDate; readonly minor: bigint }[];
  readonly debtor: { readonly kind: CustomerKind; readonly country: string };
  /** The country whose law governs the claim. */
  readonly lawCountry: string;
  /** The organization's own reference rates, which come before the built-in tables. */
  readonly ownRates: OwnRates;
  /** Every charge that the invoice has or had, waived ones included. */
  readonly charged: readonly { readonly key: string; readonly kind: ChargeKind; readonly minor: bigint }[];
}

/**
 * Works out what a message of a stage charges on a late invoice: the law's lump sum, the stage's fee, and interest
 * through `today` on the open and undisputed principal less the interest charged before; each within the caps of policy
 * and law. Nothing is charged before the day after the due date. Pure; the caller posts the charges once the message is
 * known to be sent.
 */
export function chargesWithMessage(
  policy: Pick<PolicyDocument, 'currency' | 'charges'>,
  stage: Stage,
  invoice: ChargeableInvoice,
  today: IsoDate,
): { readonly charges: readonly MessageCharge[]; readonly withheld: readonly WithheldCharge[] } {
  const openMinor = undisputed(invoice, today);
  if (today <= invoice.dueOn || openMinor <= 0n) return { charges: [], withheld: [] };
  const draft = newDraft(policy, stage, { ...invoice, lines: asOwed(invoice.lines, invoice.dueOn) }, today);
  addLumpSum(draft);
  addLateFee(draft, openMinor);
  addInterest(draft);
  return { charges: draft.charges, withheld: draft.withheld };
}

/** The charges of one message while they are worked out. */
interface Draft {
  readonly policy: Pick<PolicyDocument, 'currency' | 'charges'>;
  readonly stage: Stage;
  readonly invoice: ChargeableInvoice;
  readonly today: IsoDate;
  /** The principal on the due date, from which caps and lump sums are computed. */
  readonly claimMinor: bigint;
  readonly laws: readonly LawfulCharges[];
  /** The policy's interest, when this stage brings it, and the regime or contract that it follows. */
  readonly interest: PolicyDocument['charges']['interest'];
  readonly regime: ReturnType<typeof policyInterest>;
  /** The sums charged so far by kind, those of this message included. */
  readonly chargedMinor: Partial<Record<ChargeKind, bigint>>;
  readonly charges: MessageCharge[];
  readonly withheld: WithheldCharge[];
}

function newDraft(policy: Draft['policy'], stage: Stage, invoice: ChargeableInvoice, today: IsoDate): Draft {
  const interest = policy.charges.interest?.stages.includes(stage) ? policy.charges.interest : null;
  const chargedMinor: Draft['chargedMinor'] = {};
  for (const { kind, minor } of invoice.charged) chargedMinor[kind] = (chargedMinor[kind] ?? 0n) + minor;
  return {
    policy,
    stage,
    invoice,
    today,
    claimMinor: balanceOn(invoice.lines, invoice.dueOn).principalMinor || balanceOn(invoice.lines).principalMinor,
    laws: lawOnCharges(invoice.debtor.country, invoice.debtor.kind, today),
    interest,
    regime: policyInterest(interest, invoice.lawCountry),
    chargedMinor,
    charges: [],
    withheld: [],
  };
}

function withhold(
  draft: Draft,
  kind: ChargeKind,
  because: WithheldCharge['because'],
  more: Partial<WithheldCharge> = {},
): void {
  draft.withheld.push({ kind, because, regime: null, on: null, source: null, ...more });
}

// Adds a charge as far as free days and caps leave it; withholds it when they leave nothing.
function charge(draft: Draft, wanted: Omit<MessageCharge, 'how'>, how: ChargeHow): void {
  const { policy, invoice, laws, claimMinor, chargedMinor } = draft;
  const daysLate = daysBetween(invoice.dueOn, draft.today);
  const free = laws.find(({ freeDays }) => freeDays?.kinds.includes(wanted.kind) && daysLate <= freeDays.days);
  if (free) return withhold(draft, wanted.kind, 'free-days', { source: free.source });
  const claim = {
    principalMinor: claimMinor,
    chargedMinor: { ...chargedMinor },
    currency: invoice.currency,
    policyCurrency: policy.currency,
  };
  const caps = [...feeMaximum(policy.charges), ...policy.charges.caps, ...laws.flatMap((law) => law.caps)];
  const { minor, cappedBy } = capCharge(wanted.kind, wanted.minor, claim, caps);
  if (minor === 0n) return withhold(draft, wanted.kind, 'capped', { source: cappedBy?.source ?? null });
  chargedMinor[wanted.kind] = (chargedMinor[wanted.kind] ?? 0n) + minor;
  const wholeMinor =
    how.kind === 'fee' && how.period
      ? (claim.chargedMinor.fee ?? 0n) + capCharge('fee', MAX_MINOR, claim, caps).minor
      : wanted.wholeMinor;
  draft.charges.push({ ...wanted, minor, wholeMinor, how: { ...how, cappedBy: cappedBy?.source ?? null } });
}

// The law's lump sum comes once per invoice, with the first message that brings statutory interest.
function addLumpSum(draft: Draft): void {
  const { interest, regime, invoice, claimMinor } = draft;
  if (interest?.regime !== 'statutory' || !interest.lumpSum || typeof regime !== 'string') return;
  if (invoice.charged.some((charged) => charged.kind === 'lump-sum')) return;
  const sum = lumpSumDue({
    regime,
    kind: invoice.debtor.kind,
    currency: invoice.currency,
    claimMinor,
    lateFrom: addDays(invoice.dueOn, 1),
  });
  if (sum.kind === 'none') {
    if (sum.because === 'debtor-kind' || sum.because === 'currency')
      withhold(draft, 'lump-sum', sum.because, { regime });
  } else if (sum.minor > 0n) {
    const key = `${invoice.invoiceId}:lump-sum`;
    charge(
      draft,
      { key, kind: 'lump-sum', minor: sum.minor, wholeMinor: sum.minor },
      { kind: 'lump-sum', source: sum.source, cappedBy: null },
    );
  }
}

function addLateFee(draft: Draft, openMinor: bigint): void {
  const { policy, stage, invoice } = draft;
  const percent = policy.charges.lateFee?.percentOfOpen;
  const fee = lateFeeDue(policy, {
    invoiceId: invoice.invoiceId,
    currency: invoice.currency,
    dueOn: invoice.dueOn,
    today: draft.today,
    stage,
    openMinor,
    messageSent: true,
    chargedIds: new Set(invoice.charged.map((charged) => charged.key)),
  });
  if (fee.kind === 'fee')
    charge(
      draft,
      { key: fee.chargeId, kind: 'fee', minor: fee.minor, wholeMinor: fee.minor },
      {
        kind: 'fee',
        stage,
        cappedBy: null,
        ...(fee.period ? { period: fee.period } : {}),
        ...(percent === undefined ? {} : { percent, base: decimalAmount(openMinor, invoice.currency) }),
      },
    );
  else if (fee.because === 'currency') withhold(draft, 'fee', 'currency');
}

function addInterest(draft: Draft): void {
  const { interest, regime, invoice } = draft;
  if (!interest) return;
  if (regime === null) return withhold(draft, 'interest', 'law-not-known');
  const answer = interestDue({
    regime,
    kind: invoice.debtor.kind,
    currency: invoice.currency,
    dueOn: invoice.dueOn,
    until: draft.today,
    balances: principalBalances(invoice.lines),
    disputed: invoice.disputed,
    ...(interest.regime === 'statutory' && typeof regime === 'string'
      ? { rates: furtherRates(invoice.ownRates, regime, interest.rates) }
      : {}),
  });
  switch (answer.kind) {
    case 'no-rate':
      return withhold(draft, 'interest', 'no-rate', { regime: answer.regime, on: answer.on });
    case 'not-applicable':
      return withhold(draft, 'interest', answer.because, { regime: answer.regime });
    case 'interest':
      return chargeInterest(draft, answer);
  }
}

function chargeInterest(draft: Draft, answer: Extract<InterestAnswer, { kind: 'interest' }>): void {
  const { invoice, today } = draft;
  const before = invoice.charged.reduce((sum, { kind, minor }) => (kind === 'interest' ? sum + minor : sum), 0n);
  const minor = interestToCharge(answer.minor, before);
  if (minor === 0n) return;
  const segments = answer.segments.map(({ from, to, days, rate, baseMinor, source }): InterestRun => ({
    from,
    to,
    days,
    rate,
    base: decimalAmount(baseMinor, invoice.currency),
    source,
  }));
  charge(
    draft,
    { key: `${invoice.invoiceId}:interest:${today}`, kind: 'interest', minor, wholeMinor: answer.minor },
    {
      kind: 'interest',
      until: today,
      dayCount: answer.dayCount,
      segments,
      before: decimalAmount(before, invoice.currency),
      cappedBy: null,
    },
  );
}

// The open principal less its disputed part at the end of `today`: a fully disputed invoice gets no charge.
function undisputed(invoice: ChargeableInvoice, today: IsoDate): bigint {
  const disputed = invoice.disputed.findLast((row) => row.from <= today)?.minor ?? 0n;
  return balanceOn(invoice.lines).principalMinor - disputed;
}
