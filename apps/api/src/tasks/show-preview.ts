import type { Consequence, InvoiceConsequence, PreviewResult } from '@puntual/casework/people/preview-task';
import type { TaskPreviewView } from '@puntual/contracts/api/task-acts';
import type { Tx } from '@puntual/db/database';
import { localDate, localInstant } from '@puntual/domain/calendar/dates';
import type { HoldKind } from '@puntual/domain/decide/case-facts';
import type { Language } from '@puntual/domain/language/languages';
import type { AskedFor } from '@puntual/domain/policy/vocabulary';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { reasonInWords } from '../reasons/reasons.ts';
import type { ConsequenceWords } from './consequence-words.ts';
import { consequences as english } from './en/consequences.ts';
import { consequences as spanish } from './es/consequences.ts';
import { withNames } from '../http/with-names.ts';

const words: Readonly<Record<Language, ConsequenceWords>> = { en: english, es: spanish };

/** Most sentences of a preview: its rows say the rest. */
const MOST_SENTENCES = 12;

/** For whom a preview is written. */
interface PreviewReader {
  readonly language: Language;
  /** The customer's time zone. */
  readonly timeZone: string;
}

/** The answer of a preview. A refused outcome is an answer, too: the person reads it before saving. */
export async function showPreview(
  tx: Tx,
  preview: Extract<PreviewResult, { result: 'done' | 'invalid' }>,
  reader: PreviewReader,
): Promise<TaskPreviewView> {
  if (preview.result === 'invalid') {
    const { code, path } = preview;
    const refused = { code, path, message: sayRefusal(preview, reader.language) };
    return {
      refused,
      text: [refused.message],
      silentUntil: null,
      invoices: [],
      moreInvoices: 0,
      tasks: [],
      messages: [],
      holds: [],
    };
  }
  const { consequence } = preview;
  return {
    refused: null,
    text: sentencesOf(consequence, reader),
    silentUntil: silentUntil(consequence),
    invoices: consequence.invoices.map((invoice) => ({
      ...invoice,
      reasons: invoice.reasons.map((reason) => reasonInWords(reason, reader.language)),
      until: instantOf(invoice.until),
      next: stepView(invoice.next),
      nextBefore: stepView(invoice.nextBefore),
    })),
    moreInvoices: consequence.moreInvoices,
    tasks: await withNames<TaskPreviewView['tasks']>(
      tx,
      consequence.tasks.map((task) => ({ ...task, dueAt: task.dueAt?.toISOString() ?? null })),
    ),
    messages: consequence.messages as TaskPreviewView['messages'],
    holds: consequence.holds as { invoiceId: string; kind: HoldKind; untilOn: string | null }[],
  };
}

function sentencesOf(consequence: Consequence, { language, timeZone }: PreviewReader): string[] {
  const say = words[language];
  const until = silentUntil(consequence);
  const agreed = consequence.tasks.find(({ dueAt }) => dueAt !== null);
  const sentences = [
    ...consequence.messages.map(({ what, contactId, channel }) => say.sent(what as AskedFor, contactId, channel)),
    ...(until !== null ? [say.silentUntil(until)] : isSilentWithoutEnd(consequence) ? [say.silentWithoutEnd] : []),
    ...(agreed?.dueAt
      ? [say.callAgreed(localInstant(agreed.dueAt.getTime(), timeZone).slice(0, 16).replace('T', ' '))]
      : []),
    ...consequence.tasks.filter((task) => task !== agreed).map(({ kind, dueOn }) => say.taskOpened(kind, dueOn)),
    ...(consequence.invoices.some(({ decision }) => decision === 'place-with-agency') ? [say.handedOver] : []),
    ...new Set(consequence.invoices.flatMap((invoice) => stepSentence(invoice, say, timeZone) ?? [])),
  ];
  return sentences.length === 0 ? [say.nothing] : sentences.slice(0, MOST_SENTENCES);
}

function stepSentence(
  { next, nextBefore }: InvoiceConsequence,
  say: ConsequenceWords,
  timeZone: string,
): string | null {
  if (!next) return null;
  const on = localDate(next.at, timeZone);
  const before = nextBefore?.stepId === next.stepId ? localDate(nextBefore.at, timeZone) : null;
  return before !== null && before !== on ? say.stepMoves(next.stepId, before, on) : say.nextStep(next.stepId, on);
}

// The first of the days on which the holds of the shown invoices end; null when one of them is not held, or without
// end.
function silentUntil({ invoices }: Consequence): string | null {
  const days = invoices.map(({ reasons: [first] }) => (first?.code === 'hold' ? first.untilOn : null));
  if (days.length === 0 || days.includes(null)) return null;
  return days.reduce((first, day) => (first === null || (day !== null && day < first) ? day : first), null);
}

function isSilentWithoutEnd({ invoices }: Consequence): boolean {
  return (
    invoices.length > 0 && invoices.every(({ reasons: [first] }) => first?.code === 'hold' && first.untilOn === null)
  );
}

const instantOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function stepView(step: InvoiceConsequence['next']): TaskPreviewView['invoices'][number]['next'] {
  return step && { ...step, at: new Date(step.at).toISOString() };
}
