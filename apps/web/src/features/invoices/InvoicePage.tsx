import { Anchor, Grid, Skeleton, Stack, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { MessageList } from '../messages/MessageList.tsx';
import { CustomerSection } from './CustomerSection.tsx';
import { EntriesSection } from './EntriesSection.tsx';
import { HistorySection } from './HistorySection.tsx';
import { InvoiceHead } from './InvoiceHead.tsx';
import { NextMessageSection } from './NextMessageSection.tsx';
import { PlanSection } from './PlanSection.tsx';
import { invoiceQuery } from './invoice-queries.ts';

/** The page of one invoice: plan, messages, ledger, the customer's next message, history and customer. */
export function InvoicePage({ invoiceId }: { invoiceId: string }) {
  const { t } = useTranslation();
  const { data: invoice, error, refetch } = useQuery(invoiceQuery(invoiceId));
  usePageTitle(t('invoice.title', { number: invoice?.number ?? invoiceId }));
  return (
    <Stack gap="md">
      <Anchor renderRoot={(props) => <Link to="/" search={{}} {...props} />} size="sm" w="fit-content">
        <IconArrowLeft size={14} aria-hidden /> {t('invoice.back')}
      </Anchor>
      {!invoice && (
        <Title order={1} className="wrap-anywhere">
          {t('invoice.title', { number: invoiceId })}
        </Title>
      )}
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!invoice && !error && (
        <Stack role="status" aria-label={t('common.loading')}>
          <Skeleton height={180} />
          <Skeleton height={320} />
        </Stack>
      )}
      {invoice && (
        <>
          <InvoiceHead invoice={invoice} />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, md: 7 }}>
              <Stack gap="md">
                <PlanSection invoice={invoice} />
                <MessageList invoiceId={invoice.invoiceId} />
                <EntriesSection invoice={invoice} />
              </Stack>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 5 }}>
              <Stack gap="md">
                <NextMessageSection customerId={invoice.customerId} />
                <HistorySection invoiceId={invoice.invoiceId} />
                <CustomerSection customerId={invoice.customerId} />
              </Stack>
            </Grid.Col>
          </Grid>
        </>
      )}
    </Stack>
  );
}
