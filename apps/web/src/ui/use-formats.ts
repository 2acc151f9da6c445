import { useTranslation } from 'react-i18next';
import { localDate } from '@puntual/domain/calendar/dates';
import { currentLanguage } from '../locales/i18n.ts';
import { useSession } from '../client/session-context.ts';
import { formatAmount, formatDate, formatDayDistance, formatDistance, formatInstant } from './formats.ts';

/** The formats of `formats.ts` in the reader's language, the organization's time zone and against the platform's clock. */
export function useFormats() {
  const { t } = useTranslation();
  const { organization, now } = useSession();
  const language = currentLanguage();
  const zone = organization.timeZone;
  const today = localDate(Date.parse(now), zone);
  return {
    language,
    /** The organization's day, `YYYY-MM-DD`. */
    today,
    money: (amount: string, currency: string) => formatAmount(amount, currency, language),
    date: (date: string) => formatDate(date, language),
    instant: (at: string) => formatInstant(at, language, zone),
    distance: (at: string) => formatDistance(at, now, language, zone),
    /** For what is still to come: once its instant has passed it is due now, and about to be done. */
    distanceAhead: (at: string) =>
      Date.parse(at) <= Date.parse(now) ? t('common.dueNow') : formatDistance(at, now, language, zone),
    dayDistance: (date: string) => formatDayDistance(date, today, language),
  };
}
