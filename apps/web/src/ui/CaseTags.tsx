import { useTranslation } from 'react-i18next';
import type { InvoiceView } from '../client/api-views.ts';
import { Tag, type Tone } from './Tag.tsx';

const stageTones: Record<InvoiceView['stage'], Tone> = {
  'not-due': 'neutral',
  courtesy: 'calm',
  friendly: 'calm',
  'follow-up': 'late1',
  demand: 'late2',
  call: 'late3',
  agency: 'late4',
};
const statusTones: Record<InvoiceView['status'], Tone> = {
  open: 'calm',
  paid: 'good',
  credited: 'good',
  cancelled: 'neutral',
  'written-off': 'late3',
};

/** The stage of an invoice's case. */
export function StageTag({ stage }: { stage: InvoiceView['stage'] }) {
  const { t } = useTranslation();
  return <Tag tone={stageTones[stage]}>{t(`stage.${stage}`)}</Tag>;
}

/** The status of an invoice. */
export function StatusTag({ status }: { status: InvoiceView['status'] }) {
  const { t } = useTranslation();
  return <Tag tone={statusTones[status]}>{t(`status.${status}`)}</Tag>;
}
