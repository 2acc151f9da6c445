import { SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../ui/use-formats.ts';
import type { DraftFieldProps } from './completion.ts';

/** The day and the hour, in the customer's own time, for which the customer asks to be called. */
export function CallBackFields({ draft, onChange, errorOf }: DraftFieldProps) {
  const { t } = useTranslation();
  const { today } = useFormats();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <TextInput
        type="date"
        label={t('complete.callBackDate')}
        required
        min={today}
        value={draft.date}
        onChange={(event) => onChange({ date: event.currentTarget.value })}
        error={errorOf('date')}
      />
      <TextInput
        type="time"
        label={t('complete.callBackTime')}
        required
        value={draft.time}
        onChange={(event) => onChange({ time: event.currentTarget.value })}
        error={errorOf('time')}
      />
    </SimpleGrid>
  );
}

/** The contact to whom the invoices are sent at once, and the address that was read back on the phone. */
export function SendFields({ draft, onChange, errorOf }: DraftFieldProps) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <TextInput
        label={t('complete.sendContact')}
        required
        value={draft.contactId}
        onChange={(event) => onChange({ contactId: event.currentTarget.value })}
        error={errorOf('contactId')}
      />
      <TextInput
        type="email"
        label={t('complete.sendAddress')}
        description={t('complete.sendAddressHint')}
        required
        value={draft.address}
        onChange={(event) => onChange({ address: event.currentTarget.value })}
        error={errorOf('address')}
      />
    </SimpleGrid>
  );
}
