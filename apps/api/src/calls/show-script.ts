import type { CallSheetView } from '@puntual/contracts/api/call-sheet';
import { languageOfTag, type Language } from '@puntual/domain/language/languages';
import { moneyText } from '@puntual/domain/language/money-text';
import { script as english } from './en/script.ts';
import { script as spanish } from './es/script.ts';
import type { SheetReader } from './sheet-reader.ts';
import { scriptOf, type ScriptWords } from './script-words.ts';
import type { SheetCustomer } from './sheet-rows.ts';

const words: Readonly<Record<Language, ScriptWords>> = { en: english, es: spanish };

/** What a script speaks of. */
interface ScriptFacts extends Pick<CallSheetView, 'contacts' | 'invoices' | 'totals' | 'promises'> {
  readonly customer: SheetCustomer;
}

/** The script of the round in the reader's language and in the customer's. */
export function showScripts(facts: ScriptFacts, reader: SheetReader): CallSheetView['script'] {
  const round = facts.customer.task?.round ?? 1;
  const inLanguage = (language: Language) => ({ language, lines: linesIn(language, round, facts, reader) });
  return {
    round,
    collector: inLanguage(reader.language),
    customer: inLanguage(languageOfTag(facts.customer.language)),
  };
}

function linesIn(language: Language, round: number, facts: ScriptFacts, reader: SheetReader): string[] {
  const { customer, contacts, invoices, totals, promises } = facts;
  const late = invoices.filter(({ daysOverdue }) => daysOverdue > 0);
  const contact = contacts.find(({ role, reachable }) => role === 'accounts-payable' && reachable) ?? contacts[0];
  const overdue = totals.filter(({ overdue: sum }) => Number(sum) > 0);
  return [
    ...scriptOf(words[language], round, {
      collector: reader.name,
      creditor: reader.organization.name,
      contact: contact?.name || null,
      customer: customer.name,
      late: late.length,
      total: overdue.map(({ overdue: sum, currency }) => moneyText(sum, currency, language)).join(' + '),
      days: Math.max(0, ...late.map(({ daysOverdue }) => daysOverdue)),
      brokenPromises: promises.filter(({ state }) => state === 'broken').length,
    }),
  ];
}
