import { useTranslation } from 'react-i18next';
import { localDate } from '@puntual/domain/calendar/dates';
import { currentLanguage } from '../locales/i18n.ts';
import { useSession } from '../client/session-context.ts';
import { formatAmount, formatDate, formatDayDistance, formatDistance, formatInstant } from './formats.ts';

/** The functions of `formats.ts` with the reader's language, the organization's time zone and the platform's time. */
export function useFormats() {
  const { t } = useTranslation();
  const { organization, now } = useSession();
  const language = currentLanguage();
  const zone = organization.timeZone;
  const today = localDate(Date.parse(now), zone);
  return {
    language,
    /** Today in the organization's time zone, `YYYY-MM-DD`. */
    today,
    money: (amount: string, currency: string) => formatAmount(amount, currency, language),
    date: (date: string) => formatDate(date, language),
    instant: (at: string) => formatInstant(at, language, zone),
    distance: (at: string) => formatDistance(at, now, language, zone),
    /** For a planned instant: "due now" once it has passed, because the worker is about to act. */
    distanceAhead: (at: string) =>
      Date.parse(at) <= Date.parse(now) ? t('common.dueNow') : formatDistance(at, now, language, zone),
    dayDistance: (date: string) => formatDayDistance(date, today, language),
  };
}
