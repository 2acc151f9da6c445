import { createInstance, type i18n } from 'i18next';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import { formatMoney } from '@puntual/domain/money/format';
import { NOTICE_LANGUAGES, type NoticeLanguage } from '@puntual/domain/policy/written-notices';
import type { NoticeKey } from './locales/catalogue.ts';
import { en } from './locales/en.ts';
import { es } from './locales/es.ts';
import type { CurrencyTotal } from './currency-totals.ts';

const catalogues = { en, es } satisfies Record<NoticeLanguage, unknown>;

/**
 * The language of one notice: texts of one catalogue, dates and amounts of one locale. Immutable, so that notices
 * rendered in parallel cannot affect each other.
 */
export interface Words {
  /** The tag for dates and amounts, and the `lang` of the document. */
  readonly language: string;
  t(key: NoticeKey, values?: Readonly<Record<string, string | number>>): string;
  money(minor: bigint, currency: string): string;
  /** A decimal string with the language's separators: "12.50" is "12,50" in Spanish. */
  number(decimal: string): string;
  /** "€4,120.50 and $300.00": one amount per currency, never added up. */
  totals(totals: readonly CurrencyTotal[]): string;
  /** "December 3, 2026" */
  date(on: IsoDate): string;
  /** "Dec 3, 2026", for tables. The month is a word, because 12/3 means different days in Europe and America. */
  shortDate(on: IsoDate): string;
  /** "December 3", with the year only when it is not that of `today`; for subjects. */
  dayMonth(on: IsoDate, today: IsoDate): string;
}

/**
 * One instance per catalogue with a fixed language: `changeLanguage` on a shared instance would leak a language between
 * notices.
 */
function catalogueInstance(language: NoticeLanguage): i18n {
  const instance = createInstance();
  void instance.init({
    lng: language,
    resources: { [language]: { notices: catalogues[language] } },
    ns: 'notices',
    defaultNS: 'notices',
    fallbackLng: false,
    initAsync: false,
    // React escapes text in HTML; plain text and PDF must not be escaped.
    interpolation: { escapeValue: false },
    missingInterpolationHandler: (text: string) => {
      throw new Error(`a notice text has a placeholder without a value: ${text}`);
    },
    parseMissingKeyHandler: (key: string) => {
      throw new Error(`the ${language} catalogue of notices has no text for "${key}"`);
    },
  });
  return instance;
}

const instances: Record<NoticeLanguage, i18n> = { en: catalogueInstance('en'), es: catalogueInstance('es') };

/**
 * `es-MX` is Spanish with Mexican dates and amounts; a language without a catalogue, or a malformed tag, is English
 * throughout.
 */
function resolveLanguage(tag: string): { catalogue: NoticeLanguage; locale: string } {
  try {
    const locale = new Intl.Locale(tag);
    // baseName drops extensions such as -u-ca-: a due date must not appear in another calendar.
    const catalogue = NOTICE_LANGUAGES.find((language) => language === locale.language);
    if (catalogue) return { catalogue, locale: locale.baseName };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { catalogue: 'en', locale: 'en' };
}

function dateWriter(locale: string, parts: Intl.DateTimeFormatOptions): (on: IsoDate) => string {
  const format = new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' });
  return (on) => format.format(new Date(`${on}T00:00:00Z`));
}

/**
 * The translation for a BCP 47 language tag. Never throws for a tag; `t` throws an Error for a missing text or value,
 * which is a bug in the catalogues.
 */
export function wordsOf(tag: string): Words {
  const { catalogue, locale } = resolveLanguage(tag);
  const { t } = instances[catalogue];
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const date = dateWriter(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  const dayMonth = dateWriter(locale, { day: 'numeric', month: 'long' });
  const money = (minor: bigint, currency: string) => formatMoney(minor, currency, locale);
  return {
    language: locale,
    t: (key, values) => t(key, { ...values }),
    money,
    number: (decimal) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 8 }).format(
        decimal as Intl.StringNumericLiteral,
      ),
    totals: (totals) => lists.format(totals.map((total) => money(total.minor, total.currency))),
    date,
    shortDate: dateWriter(locale, { day: 'numeric', month: 'short', year: 'numeric' }),
    dayMonth: (on, today) => (on.slice(0, 4) === today.slice(0, 4) ? dayMonth(on) : date(on)),
  };
}
