import { localDate } from '@puntual/domain/calendar/dates';
import type { Decision } from '@puntual/domain/decide/decision';
import { explain, type ReaderLanguage } from '@puntual/domain/decide/explain';
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

/** Puts a waiting case into words, in the organization's language (English or Spanish). */
export function describeCase(
  loaded: LoadedCase,
  decision: Extract<Decision, { kind: 'wait' }>,
  language: string,
  now: number,
): CaseWords {
  const reader: ReaderLanguage = language.startsWith('es') ? 'es' : 'en';
  const { facts } = loaded;
  const open = `${decimalAmount(facts.invoice.openMinor, facts.invoice.currency)} ${facts.invoice.currency}`;
  const { steps } = facts.policy;
  const position = decision.next ? steps.findIndex((step) => step.id === decision.next?.stepId) + 1 : 0;
  const reasons = decision.reasons.map((reason) => explain(reason, reader)).join(' ');
  const today = localDate(now, facts.window.timeZone);
  if (reader === 'es') {
    const next = decision.next
      ? `${decision.next.stepId} el ${decision.next.on} (paso ${position} de ${steps.length})`
      : 'ningún paso';
    return {
      waitingFor:
        decision.next && !blocked(decision)
          ? `espera el paso ${decision.next.stepId}, ${position} de ${steps.length}`
          : reasons,
      details: `**Etapa** ${loaded.stage} · **pendiente** ${open} · **vence** ${facts.invoice.dueOn}\n\n**Sigue** ${next}\n\n${reasons}\n\n_al ${today}_`,
    };
  }
  const next = decision.next
    ? `${decision.next.stepId} on ${decision.next.on} (step ${position} of ${steps.length})`
    : 'no step';
  return {
    waitingFor:
      decision.next && !blocked(decision)
        ? `wait for the ${decision.next.stepId}, step ${position} of ${steps.length}`
        : reasons,
    details: `**Stage** ${loaded.stage} · **open** ${open} · **due** ${facts.invoice.dueOn}\n\n**Next** ${next}\n\n${reasons}\n\n_as of ${today}_`,
  };
}

function blocked(decision: Extract<Decision, { kind: 'wait' }>): boolean {
  return decision.reasons.some((reason) => ['hold', 'direct-debit', 'covered-by-credit'].includes(reason.code));
}
