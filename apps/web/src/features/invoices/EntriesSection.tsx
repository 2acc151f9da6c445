import { Table, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InvoiceDetailView } from '../../client/api-views.ts';
import { Money } from '../../ui/Money.tsx';
import { Section } from '../../ui/Section.tsx';
import { Day } from '../../ui/When.tsx';

/** The ledger entries of an invoice and their sums. */
export function EntriesSection({ invoice }: { invoice: InvoiceDetailView }) {
  const { t } = useTranslation();
  return (
    <Section title={t('invoice.entries')}>
      {invoice.entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('invoice.noEntries')}
        </Text>
      ) : (
        <div className="scroll-x" tabIndex={0} role="group" aria-label={t('invoice.entries')}>
          <Table verticalSpacing={6} horizontalSpacing="xs">
            <caption style={{ margin: 0 }}>
              <VisuallyHidden>{t('invoice.entries')}</VisuallyHidden>
            </caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('invoice.entryDate')}</Table.Th>
                <Table.Th>{t('invoice.entryKind')}</Table.Th>
                <Table.Th ta="right">{t('invoice.entryAmount')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {invoice.entries.map((entry) => (
                <Table.Tr key={entry.id}>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    <Day on={entry.on} />
                  </Table.Td>
                  <Table.Td>
                    {t(`entry.${entry.kind}`)}
                    <Text size="xs" c="dimmed" className="wrap-anywhere">
                      {entry.cause}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    <Money amount={entry.amount} currency={invoice.currency} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
            <Table.Tfoot>
              <SumRow label={t('invoice.open')} amount={invoice.open} currency={invoice.currency} />
              {invoice.toPay !== invoice.open && (
                <SumRow label={t('invoice.chargesOpen')} amount={invoice.chargesOpen} currency={invoice.currency} />
              )}
              {invoice.toPay !== invoice.open && (
                <SumRow label={t('invoice.toPay')} amount={invoice.toPay} currency={invoice.currency} />
              )}
            </Table.Tfoot>
          </Table>
        </div>
      )}
    </Section>
  );
}

function SumRow({ label, amount, currency }: { label: string; amount: string; currency: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" colSpan={2}>
        {label}
      </Table.Th>
      <Table.Td ta="right" fw={650}>
        <Money amount={amount} currency={currency} />
      </Table.Td>
    </Table.Tr>
  );
}
