import { Table, Text, VisuallyHidden } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { InvoiceView } from '../../client/api-views.ts';
import { StageTag, StatusTag } from '../../ui/CaseTags.tsx';
import { LateMark } from '../../ui/LateMark.tsx';
import { Money } from '../../ui/Money.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { Day } from '../../ui/When.tsx';
import { NextAction } from './NextAction.tsx';
import styles from './InvoiceTable.module.css';

/** The invoices as a table. The number is a link for the keyboard; a click anywhere in the row follows it too. */
export function InvoiceTable({ invoices }: { invoices: readonly InvoiceView[] }) {
  const { t } = useTranslation();
  return (
    <div className={styles.frame}>
      <Table verticalSpacing="xs" horizontalSpacing="sm" highlightOnHover>
        <caption>
          <VisuallyHidden>{t('invoices.table')}</VisuallyHidden>
        </caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('invoices.number')}</Table.Th>
            <Table.Th>{t('invoices.customer')}</Table.Th>
            <Table.Th>{t('invoices.due')}</Table.Th>
            <Table.Th>{t('invoices.daysLate')}</Table.Th>
            <Table.Th ta="right">{t('invoices.open')}</Table.Th>
            <Table.Th>{t('invoices.stage')}</Table.Th>
            <Table.Th>{t('invoices.status')}</Table.Th>
            <Table.Th>{t('invoices.next')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {invoices.map((invoice) => (
            <InvoiceRow key={invoice.id} invoice={invoice} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function InvoiceRow({ invoice }: { invoice: InvoiceView }) {
  const { t } = useTranslation();
  const { money } = useFormats();
  const navigate = useNavigate();
  const target = { to: '/invoices/$invoiceId', params: { invoiceId: invoice.invoiceId } } as const;
  const open = () => {
    // A click that ends the selection of a text must not leave the page.
    if (window.getSelection()?.toString() === '') void navigate(target);
  };
  return (
    <Table.Tr className={styles.row} onClick={open}>
      <Table.Td>
        <Link {...target} className={styles.number} onClick={(event) => event.stopPropagation()}>
          {invoice.number}
        </Link>
      </Table.Td>
      <Table.Td className={styles.customer}>
        <Text size="sm" lineClamp={2} title={invoice.customerName}>
          {invoice.customerName}
        </Text>
      </Table.Td>
      <Table.Td className={styles.date}>
        <Day on={invoice.dueDate} />
      </Table.Td>
      <Table.Td>
        {invoice.status === 'open' ? (
          <LateMark daysOverdue={invoice.daysOverdue} dueDate={invoice.dueDate} short />
        ) : (
          '–'
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={invoice.open} currency={invoice.currency} />
        {invoice.open !== invoice.total && (
          <Text size="xs" c="dimmed" className="figures">
            {t('invoices.openOf', { total: money(invoice.total, invoice.currency) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <StageTag stage={invoice.stage} />
      </Table.Td>
      <Table.Td>
        <StatusTag status={invoice.status} />
      </Table.Td>
      <Table.Td className={styles.next}>
        <NextAction action={invoice.nextAction} />
      </Table.Td>
    </Table.Tr>
  );
}
