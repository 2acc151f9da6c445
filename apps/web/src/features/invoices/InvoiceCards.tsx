import { Group, Paper, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { InvoiceView } from '../../client/api-views.ts';
import { StageTag, StatusTag } from '../../ui/CaseTags.tsx';
import { LateMark } from '../../ui/LateMark.tsx';
import { Money } from '../../ui/Money.tsx';
import { Day } from '../../ui/When.tsx';
import { NextAction } from './NextAction.tsx';
import styles from './InvoiceCards.module.css';

/** The invoices on a narrow screen: one card each, with the data of a table row. */
export function InvoiceCards({ invoices }: { invoices: readonly InvoiceView[] }) {
  return (
    <ul className={styles.list}>
      {invoices.map((invoice) => (
        <li key={invoice.id}>
          <InvoiceCard invoice={invoice} />
        </li>
      ))}
    </ul>
  );
}

function InvoiceCard({ invoice }: { invoice: InvoiceView }) {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="md" className={styles.card}>
      <Stack gap={8}>
        <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
          <div className={styles.names}>
            <Link to="/invoices/$invoiceId" params={{ invoiceId: invoice.invoiceId }} className={styles.link}>
              {invoice.number}
            </Link>
            <Text size="sm" truncate>
              {invoice.customerName}
            </Text>
          </div>
          <Text fw={650} component="span">
            <Money amount={invoice.open} currency={invoice.currency} />
          </Text>
        </Group>
        <Group gap={6}>
          {invoice.status === 'open' ? (
            <LateMark daysOverdue={invoice.daysOverdue} dueDate={invoice.dueDate} />
          ) : (
            <StatusTag status={invoice.status} />
          )}
          <StageTag stage={invoice.stage} />
          <Text size="sm" c="dimmed" component="span">
            {t('invoices.due')} <Day on={invoice.dueDate} />
          </Text>
        </Group>
        <NextAction action={invoice.nextAction} />
      </Stack>
    </Paper>
  );
}
