import { addDays, daysBetween, type IsoDate } from '../calendar/dates.ts';
import { balanceOn, principalBalances, type BalanceLine } from '../entries/entries.ts';
import type { PolicyDocument } from '../policy/policy-document.ts';
import { decimalAmount } from '../money/amount.ts';
import { capCharge, type ChargeKind } from '../policy/charge-cap.ts';
import type { DayCount, RegimeKey } from './interest-regimes.ts';
import { interestDue, interestToCharge, policyInterest, type InterestAnswer } from './interest.ts';
import { lateFeeDue } from './late-fee.ts';
import { lawOnCharges } from './lawful-charges.ts';
import { furtherRates, type OwnRates } from './own-rates.ts';
import { lumpSumDue } from './lump-sum.ts';
import type { CustomerKind, Stage } from '../policy/vocabulary.ts';

/**
 * How a charge was computed, as it is stored and shown: plain data, amounts as decimal strings of the invoice's
 * currency.
 */
export type ChargeHow =
  | { readonly kind: 'fee'; readonly stage: Stage; readonly cappedBy: string | null }
  | { readonly kind: 'lump-sum'; readonly source: string; readonly cappedBy: string | null }
  | {
      readonly kind: 'interest';
      readonly until: IsoDate;
      readonly dayCount: DayCount;
      readonly segments: readonly InterestRun[];
      /** What of it was charged before. */
      readonly before: string;
      readonly cappedBy: string | null;
    };

/** Days in a row with one rate on one sum. */
export interface InterestRun {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly days: number;
  /** Percent a year. */
  readonly rate: string;
  readonly base: string;
  readonly source: string;
}

/** A charge that a message brings, if it is sent. Minor units of the invoice's currency, above zero. */
export interface MessageCharge {
  /** Its name: nothing is charged twice under one. */
  readonly key: string;
  readonly kind: ChargeKind;
  readonly minor: bigint;
  /**
   * Of interest: all of it since the due date, with what was charged before, so that a late settlement charges no day
   * twice. Else as `minor`.
   */
  readonly wholeMinor: bigint;
  readonly how: ChargeHow;
}

/**
 * A charge that the policy asks for and that is not made. `text` parameters are codes; nobody is charged by a guess.
 */
export interface WithheldCharge {
  readonly kind: ChargeKind;
  readonly because: 'no-rate' | 'law-not-known' | 'debtor-kind' | 'currency' | 'capped' | 'free-days';
  readonly regime: RegimeKey | 'contract' | null;
  /** For `no-rate`: the first day without one. */
  readonly on: IsoDate | null;
  readonly source: string | null;
}

/** What charges depend on. */
export interface ChargeableInvoice {
  /** The ERP's id: part of the charges' names. */
  readonly invoiceId: string;
  readonly currency: string;
  readonly dueOn: IsoDate;
  /** The lines of the principal; those of charges bear no interest. */
  readonly lines: readonly BalanceLine[];
  /** What of it is disputed, from the end of a day on. */
  readonly disputed: readonly { readonly from: IsoDate; readonly minor: bigint }[];
  readonly debtor: { readonly kind: CustomerKind; readonly country: string };
  /** Whose law the claim is under. */
  readonly lawCountry: string;
  /**
   * The organization's own reference rates: for days that the tables here do not know, and instead of them where they
   * do.
   */
  readonly ownRates: OwnRates;
  /** Every charge that it has or had, waived ones too. */
  readonly charged: readonly { readonly key: string; readonly kind: ChargeKind; readonly minor: bigint }[];
}

/**
 * What a message of a stage charges on a late invoice: the law's lump sum, the stage's fee, and interest through
 * `today` on the open and undisputed principal less what was charged before; each within the caps of policy and law.
 * Nothing before the day after the due date. Pure; the caller posts them once the message is known to be sent.
 */
export function chargesWithMessage(
  policy: Pick<PolicyDocument, 'currency' | 'charges'>,
  stage: Stage,
  invoice: ChargeableInvoice,
  today: IsoDate,
): { readonly charges: readonly MessageCharge[]; readonly withheld: readonly WithheldCharge[] } {
  const { charges: rules } = policy;
  const openMinor = undisputed(invoice, today);
  if (today <= invoice.dueOn || openMinor <= 0n) return { charges: [], withheld: [] };
  const charges: MessageCharge[] = [];
  const withheld: WithheldCharge[] = [];
  const chargedMinor: Partial<Record<ChargeKind, bigint>> = {};
  for (const { kind, minor } of invoice.charged) chargedMinor[kind] = (chargedMinor[kind] ?? 0n) + minor;
  const claimMinor = balanceOn(invoice.lines, invoice.dueOn).principalMinor || balanceOn(invoice.lines).principalMinor;
  const laws = lawOnCharges(invoice.debtor.country, invoice.debtor.kind, today);
  const hold = (kind: ChargeKind, because: WithheldCharge['because'], more: Partial<WithheldCharge> = {}) =>
    void withheld.push({ kind, because, regime: null, on: null, source: null, ...more });
  const add = (charge: Omit<MessageCharge, 'how'>, how: ChargeHow) => {
    const free = laws.find(
      (law) => law.freeDays?.kinds.includes(charge.kind) && daysBetween(invoice.dueOn, today) <= law.freeDays.days,
    );
    if (free) return hold(charge.kind, 'free-days', { source: free.source });
    const { minor, cappedBy } = capCharge(
      charge.kind,
      charge.minor,
      { principalMinor: claimMinor, chargedMinor, currency: invoice.currency, policyCurrency: policy.currency },
      [...rules.caps, ...laws.flatMap((law) => law.caps)],
    );
    if (minor === 0n) return hold(charge.kind, 'capped', { source: cappedBy?.source ?? null });
    chargedMinor[charge.kind] = (chargedMinor[charge.kind] ?? 0n) + minor;
    charges.push({ ...charge, minor, how: { ...how, cappedBy: cappedBy?.source ?? null } });
  };

  const asked = rules.interest?.stages.includes(stage) ? rules.interest : null;
  const regime = policyInterest(asked, invoice.lawCountry);
  if (
    asked?.regime === 'statutory' &&
    asked.lumpSum &&
    typeof regime === 'string' &&
    !invoice.charged.some((charge) => charge.kind === 'lump-sum')
  ) {
    const sum = lumpSumDue({
      regime,
      kind: invoice.debtor.kind,
      currency: invoice.currency,
      claimMinor,
      lateFrom: addDays(invoice.dueOn, 1),
    });
    if (sum.kind === 'lump-sum' && sum.minor > 0n)
      add(
        { key: `${invoice.invoiceId}:lump-sum`, kind: 'lump-sum', minor: sum.minor, wholeMinor: sum.minor },
        { kind: 'lump-sum', source: sum.source, cappedBy: null },
      );
    else if (sum.kind === 'none' && (sum.because === 'debtor-kind' || sum.because === 'currency'))
      hold('lump-sum', sum.because, { regime });
  }

  const fee = lateFeeDue(policy, {
    invoiceId: invoice.invoiceId,
    currency: invoice.currency,
    stage,
    openMinor,
    messageSent: true,
    chargedIds: new Set(invoice.charged.map((charge) => charge.key)),
  });
  if (fee.kind === 'fee')
    add(
      { key: fee.chargeId, kind: 'fee', minor: fee.minor, wholeMinor: fee.minor },
      { kind: 'fee', stage, cappedBy: null },
    );
  else if (fee.because === 'currency') hold('fee', 'currency');

  if (asked && regime === null) hold('interest', 'law-not-known');
  if (asked && regime !== null) {
    const answer = interestDue({
      regime,
      kind: invoice.debtor.kind,
      currency: invoice.currency,
      dueOn: invoice.dueOn,
      until: today,
      balances: principalBalances(invoice.lines),
      disputed: invoice.disputed,
      ...(asked.regime === 'statutory' && typeof regime === 'string'
        ? { rates: furtherRates(invoice.ownRates, regime, asked.rates) }
        : {}),
    });
    addInterest(answer);
  }
  return { charges, withheld };

  function addInterest(answer: InterestAnswer): void {
    switch (answer.kind) {
      case 'no-rate':
        return hold('interest', 'no-rate', { regime: answer.regime, on: answer.on });
      case 'not-applicable':
        return hold('interest', answer.because, { regime: answer.regime });
      case 'interest': {
        const before = invoice.charged.reduce(
          (sum, charge) => (charge.kind === 'interest' ? sum + charge.minor : sum),
          0n,
        );
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
        return add(
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
    }
  }
}

// What is open at the end of the day and not disputed: nothing is charged for what the customer disputes as a whole.
function undisputed(invoice: ChargeableInvoice, today: IsoDate): bigint {
  const disputed = invoice.disputed.findLast((row) => row.from <= today)?.minor ?? 0n;
  return balanceOn(invoice.lines).principalMinor - disputed;
}
