import { localDate } from '@puntual/domain/calendar/dates';
import type { Decision } from '@puntual/domain/decide/decision';
import { explain } from '@puntual/domain/decide/explain';
import { languageOfTag, type Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import type { LoadedCase } from '../facts/load-case.ts';

/**
 * What an operator reads of a case in the Temporal Web UI. It stays in the workflow's history, so it holds ids, amounts
 * and dates only, and no personal data.
 */
export interface CaseWords {
  /** On the timer: what the case waits for. */
  readonly waitingFor: string;
  /** On the workflow: stage, open amount, next action. Markdown. */
  readonly details: string;
}

/** What the sentences about a waiting case speak of: the step that is next, and the case as it stands. */
interface Step {
  readonly stepId: string;
  readonly on: string;
  /** Its place in the policy, from 1. */
  readonly position: number;
  readonly steps: number;
}

interface Standing {
  readonly stage: string;
  readonly open: string;
  readonly dueOn: string;
  readonly next: string;
  readonly reasons: string;
  readonly today: string;
}

interface Sentences {
  readonly noStep: string;
  step(step: Step): string;
  waitForStep(step: Step): string;
  details(standing: Standing): string;
}

const sentences: Readonly<Record<Language, Sentences>> = {
  en: {
    noStep: 'no step',
    step: ({ stepId, on, position, steps }) => `${stepId} on ${on} (step ${position} of ${steps})`,
    waitForStep: ({ stepId, position, steps }) => `wait for the ${stepId}, step ${position} of ${steps}`,
    details: ({ stage, open, dueOn, next, reasons, today }) =>
      `**Stage** ${stage} · **open** ${open} · **due** ${dueOn}\n\n**Next** ${next}\n\n${reasons}\n\n_as of ${today}_`,
  },
  es: {
    noStep: 'ningún paso',
    step: ({ stepId, on, position, steps }) => `${stepId} el ${on} (paso ${position} de ${steps})`,
    waitForStep: ({ stepId, position, steps }) => `espera el paso ${stepId}, ${position} de ${steps}`,
    details: ({ stage, open, dueOn, next, reasons, today }) =>
      `**Etapa** ${stage} · **pendiente** ${open} · **vence** ${dueOn}\n\n**Sigue** ${next}\n\n${reasons}\n\n_al ` +
      `${today}_`,
  },
};

/** Puts a waiting case into words, in the organization's language (a BCP 47 tag). */
export function describeCase(
  loaded: LoadedCase,
  decision: Extract<Decision, { kind: 'wait' }>,
  language: string,
  now: number,
): CaseWords {
  const reader = languageOfTag(language);
  const say = sentences[reader];
  const { facts, stage } = loaded;
  const { openMinor, currency, dueOn } = facts.invoice;
  const { steps } = facts.policy;
  const next = decision.next && {
    stepId: decision.next.stepId,
    on: decision.next.on,
    position: steps.findIndex((step) => step.id === decision.next?.stepId) + 1,
    steps: steps.length,
  };
  const reasons = decision.reasons.map((reason) => explain(reason, reader)).join(' ');
  return {
    waitingFor: next && !blocked(decision) ? say.waitForStep(next) : reasons,
    details: say.details({
      stage,
      open: `${decimalAmount(openMinor, currency)} ${currency}`,
      dueOn,
      next: next ? say.step(next) : say.noStep,
      reasons,
      today: localDate(now, facts.window.timeZone),
    }),
  };
}

function blocked(decision: Extract<Decision, { kind: 'wait' }>): boolean {
  return decision.reasons.some((reason) => ['hold', 'direct-debit', 'covered-by-credit'].includes(reason.code));
}
