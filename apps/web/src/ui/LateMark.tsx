import { useTranslation } from 'react-i18next';
import { daysBetween } from '@puntual/domain/calendar/dates';
import { Tag, type Tone } from './Tag.tsx';
import { useFormats } from './use-formats.ts';

/** The colour of an aging band: up to 30, 60 or 90 days late, and above. */
export function lateTone(daysOverdue: number): Tone {
  if (daysOverdue <= 0) return 'neutral';
  if (daysOverdue <= 30) return 'late1';
  if (daysOverdue <= 60) return 'late2';
  return daysOverdue <= 90 ? 'late3' : 'late4';
}

/**
 * How many days an invoice is late, on the colour of its aging band; before the due date, in how many days it is due.
 * `short` leaves out the word "late", for a column whose heading says it.
 */
export function LateMark({
  daysOverdue,
  dueDate,
  short = false,
}: {
  daysOverdue: number;
  dueDate?: string;
  short?: boolean;
}) {
  const { t } = useTranslation();
  const { today } = useFormats();
  const daysLeft = dueDate === undefined ? -daysOverdue : daysBetween(today, dueDate);
  if (daysOverdue > 0)
    return <Tag tone={lateTone(daysOverdue)}>{t(short ? 'late.short' : 'late.days', { count: daysOverdue })}</Tag>;
  if (daysLeft > 0) return <Tag>{t(short ? 'late.shortDueIn' : 'late.dueIn', { count: daysLeft })}</Tag>;
  return <Tag>{t(short ? 'late.shortToday' : 'late.today')}</Tag>;
}
