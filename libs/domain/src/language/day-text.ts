import type { Language } from './languages.ts';

const day = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const minute = { ...day, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const formatsIn = (tag: string) => ({
  day: new Intl.DateTimeFormat(tag, day),
  minute: new Intl.DateTimeFormat(tag, minute),
});
// British English, as in the web: the day stands before the month, as in Spanish.
const formats: Readonly<Record<Language, ReturnType<typeof formatsIn>>> = {
  en: formatsIn('en-GB'),
  es: formatsIn('es'),
};

/**
 * A day `YYYY-MM-DD` in words: "8 December 2026", "8 de diciembre de 2026". What is no such day is returned as it is.
 * Total.
 */
export function dayText(on: string, language: Language): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(on) ? Date.parse(`${on}T00:00:00Z`) : NaN;
  return Number.isNaN(at) ? on : formats[language].day.format(at);
}

/** An instant (epoch milliseconds) in words, to the minute, in UTC: "8 December 2026 at 10:30 UTC". */
export function minuteText(at: number, language: Language): string {
  return `${formats[language].minute.format(at)} UTC`;
}
