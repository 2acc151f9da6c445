import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readAmount } from '../../ui/read-amount.ts';
import { useFormats } from '../../ui/use-formats.ts';
import type { DraftFieldProps } from './completion.ts';
import { totalsOf } from './TaskInvoices.tsx';

/** The promised day, and the promised amount when it is less than what is open. Repeats the amount as it was read. */
export function PromiseFields({ task, draft, onChange, errorOf }: DraftFieldProps) {
  const { t } = useTranslation();
  const { today, language, money } = useFormats();
  const currencies = totalsOf(task).map((total) => total.currency);
  // With several currencies, a field of its own names the currency.
  const currencyMark = currencies.length === 1 ? `, ${draft.currency}` : '';
  const amount = draft.amount.trim() === '' ? null : readAmount(draft.amount, draft.currency, language);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
      <TextInput
        type="date"
        label={t('complete.promiseDate')}
        required
        min={today}
        value={draft.date}
        onChange={(event) => onChange({ date: event.currentTarget.value })}
        error={errorOf('date')}
      />
      <TextInput
        label={`${t('complete.promiseAmount')}${currencyMark} (${t('common.optional')})`}
        inputMode="decimal"
        autoComplete="off"
        description={
          amount === null
            ? t('complete.amountHint')
            : t('complete.amountRead', { amount: money(amount, draft.currency) })
        }
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={draft.amount}
        onChange={(event) => onChange({ amount: event.currentTarget.value })}
        error={errorOf('amount')}
      />
      {currencies.length > 1 && (
        <NativeSelect
          label={t('complete.currency')}
          data={currencies}
          value={draft.currency}
          onChange={(event) => onChange({ currency: event.currentTarget.value })}
        />
      )}
    </SimpleGrid>
  );
}
