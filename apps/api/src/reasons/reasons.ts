import type { z } from 'zod';
import type { PlanChange } from '@puntual/contracts/api/reason-codes';
import type { reasonSchema } from '@puntual/contracts/api/common';
import { explain } from '@puntual/domain/decide/explain';
import type { Reason } from '@puntual/domain/decide/decision';
import type { Language } from '@puntual/domain/language/languages';
import { plan as english } from './en/plan.ts';
import { plan as spanish } from './es/plan.ts';
import type { PlanWords } from './plan-words.ts';

export type ReasonView = z.infer<typeof reasonSchema>;

const words: Readonly<Record<Language, PlanWords>> = { en: english, es: spanish };

/** A reason with its sentence. */
export function reasonInWords(reason: Reason, language: Language): ReasonView {
  return { code: reason.code, text: explain(reason, language) };
}

/**
 * Reads the reasons stored with an invoice's next action. Only `decide` writes them, so they are not validated again.
 */
export function toReasons(stored: unknown): Reason[] {
  return Array.isArray(stored) ? (stored as Reason[]) : [];
}

/** The reasons for which a case stays silent although its next step may be due. */
const BLOCKING = new Set<Reason['code']>([
  'hold',
  'direct-debit',
  'covered-by-credit',
  'being-sent',
  'call-open',
  'awaiting-approval',
  'with-agency',
  'last-letter',
  'agency-not-reached',
  'nothing-left',
  'feed-stale',
  'all-stopped',
]);

export function blocks(reason: Reason): boolean {
  return BLOCKING.has(reason.code);
}

type ConstantChange = Exclude<PlanChange, 'hold-ends'>;

/** What would end each reason; null for a reason that ends only with the passing of days. */
const CHANGES: Readonly<Record<Exclude<Reason['code'], 'hold' | 'feed-stale'>, ConstantChange | null>> = {
  'direct-debit': 'debit-fails',
  'covered-by-credit': 'credit-used',
  'being-sent': 'message-sent',
  'call-open': 'call-ends',
  'awaiting-approval': 'approval',
  'with-agency': 'agency-reports',
  'last-letter': null,
  'agency-not-reached': 'agency-reached',
  'nothing-left': 'payment',
  'all-stopped': 'contact-resumed',
  'contact-budget': null,
  'legal-cap': null,
  'condition-unmet': null,
  'supply-hold-not-announced': null,
  'repeated-fee': null,
  'pay-run': null,
  'first-invoice': null,
  'passed-over': null,
  'courtesy-lapsed': null,
  'listed-already': null,
  'reached-elsewhere': null,
  'step-day': null,
  'rolled-to-open-day': null,
  'spacing-to-last-reminder': null,
  'kept-distance-after-late-step': null,
  'deadline-named': null,
  'not-known-before': null,
  'late-catching-up': null,
  'customer-refused': null,
};

/** What would end a reason. Covers every reason; null when only the passing of days ends it. */
export function wouldChange(reason: Reason, language: Language): ReasonView | null {
  if (reason.code === 'hold')
    return reason.untilOn
      ? { code: 'hold-ends', text: words[language].changes['hold-ends'](reason.untilOn) }
      : changeInWords('hold-lifted', language);
  // Without `completeUntil` payments wait for Puntual to process them; with it, the ERP's feed is behind.
  if (reason.code === 'feed-stale')
    return changeInWords(reason.completeUntil === null ? 'payments-read' : 'feed-fresh', language);
  const change = CHANGES[reason.code];
  return change && changeInWords(change, language);
}

/** Something that would change a plan, with its sentence. */
export function changeInWords(code: ConstantChange, language: Language): ReasonView {
  return { code, text: words[language].changes[code] };
}

/** A holiday among the days that a message waits, by its name. */
export function holidayInWords(on: string, name: Readonly<Record<Language, string>>, language: Language): ReasonView {
  return { code: 'holiday', text: words[language].holiday(on, name[language]) };
}

/** The blocker that no contact can be reached by the channels of the next step. */
export function noWayToReach(language: Language): ReasonView {
  return { code: 'no-way-to-reach', text: words[language].noWayToReach };
}
