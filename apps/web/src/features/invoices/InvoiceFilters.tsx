import { useEffect, useRef, useState } from 'react';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { INVOICE_STATUSES } from '@puntual/domain/decide/case-facts';
import { type InvoiceSearch, isFiltered, readInvoiceSearch } from './invoice-search.ts';
import styles from './InvoiceFilters.module.css';
import { STAGES } from '@puntual/domain/policy/vocabulary';

const SEARCH_PAUSE_MS = 300;
const DAYS_LATE = [1, 15, 30, 60, 90];

interface Props {
  search: InvoiceSearch;
  onSearch: (change: (search: InvoiceSearch) => InvoiceSearch) => void;
}

/** The filters of the list of invoices. */
export function InvoiceFilters({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const change = (part: Record<string, string>) => onSearch((current) => readInvoiceSearch({ ...current, ...part }));
  return (
    <div role="search" aria-label={t('invoices.filters')} className={styles.filters}>
      <SearchText value={search.q ?? ''} onChange={(q) => change({ q })} />
      <NativeSelect
        label={t('invoices.status')}
        value={search.status ?? 'open'}
        onChange={(event) => change({ status: event.currentTarget.value })}
        data={[
          ...INVOICE_STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) })),
          { value: 'any', label: t('invoices.anyStatus') },
        ]}
      />
      <NativeSelect
        label={t('invoices.stage')}
        value={search.stage ?? ''}
        onChange={(event) => change({ stage: event.currentTarget.value })}
        data={[
          { value: '', label: t('invoices.anyStage') },
          ...STAGES.map((stage) => ({ value: stage, label: t(`stage.${stage}`) })),
        ]}
      />
      <DaysLateSelect value={search.overdueBy} onChange={(overdueBy) => change({ overdueBy })} />
      {search.customerId !== undefined && (
        <Button
          variant="light"
          rightSection={<IconX size={16} aria-hidden />}
          aria-label={t('invoices.removeCustomer')}
          onClick={() => change({ customerId: '' })}
        >
          {t('invoices.customerFilter', { id: search.customerId })}
        </Button>
      )}
      {isFiltered(search) && (
        <Button variant="subtle" onClick={() => onSearch(() => ({}))}>
          {t('invoices.clear')}
        </Button>
      )}
    </div>
  );
}

function DaysLateSelect({ value, onChange }: { value: number | undefined; onChange: (days: string) => void }) {
  const { t } = useTranslation();
  // A link may hold a number of days that is none of the usual ones.
  const choices =
    value === undefined || DAYS_LATE.includes(value) ? DAYS_LATE : [...DAYS_LATE, value].sort((a, b) => a - b);
  return (
    <NativeSelect
      label={t('invoices.overdueBy')}
      value={String(value ?? '')}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: t('invoices.anyDays') },
        ...choices.map((count) => ({ value: String(count), label: t('invoices.atLeast', { count }) })),
      ]}
    />
  );
}

/** The text to search for. `onChange` gets it once the typing pauses for `SEARCH_PAUSE_MS`. */
function SearchText({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [settled] = useDebouncedValue(text.trim(), SEARCH_PAUSE_MS);
  /**
   * The text that this field last wrote into the URL. A different text in the URL comes from a link or from "clear",
   * and replaces the typed one.
   */
  const written = useRef(value);
  useEffect(() => {
    if (settled === written.current) return;
    written.current = settled;
    onChange(settled);
  }, [settled]);
  useEffect(() => {
    if (value === written.current) return;
    written.current = value;
    setText(value);
  }, [value]);
  return (
    <TextInput
      type="search"
      className={styles.text}
      label={t('invoices.search')}
      placeholder={t('invoices.searchHint')}
      maxLength={100}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
