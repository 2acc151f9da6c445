import { useState } from 'react';
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InvoiceDetailView } from '../../client/api-views.ts';
import { StageTag, StatusTag } from '../../ui/CaseTags.tsx';
import { LateMark } from '../../ui/LateMark.tsx';
import { Money } from '../../ui/Money.tsx';
import { OutsideLink } from '../../ui/OutsideLink.tsx';
import { Day } from '../../ui/When.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { useMayWork } from '../../client/session-context.ts';
import { HoldList } from './HoldList.tsx';
import { PauseDialog } from './PauseDialog.tsx';

/** Who owes how much since when, how far the case is, and what a person can do about it. */
export function InvoiceHead({ invoice }: { invoice: InvoiceDetailView }) {
  const { t } = useTranslation();
  const mayWork = useMayWork();
  const [pausing, setPausing] = useState(false);
  const { currency } = invoice;
  return (
    <Paper
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      component="section"
      aria-label={t('invoice.title', { number: invoice.number })}
    >
      <Group justify="space-between" align="flex-start" gap="md">
        <div>
          <Title order={1} className="wrap-anywhere">
            {t('invoice.title', { number: invoice.number })}
          </Title>
          <Text c="dimmed">{invoice.customerName}</Text>
          <Group gap={6} mt={8}>
            <StatusTag status={invoice.status} />
            <StageTag stage={invoice.stage} />
            {invoice.status === 'open' && <LateMark daysOverdue={invoice.daysOverdue} dueDate={invoice.dueDate} />}
          </Group>
        </div>
        <div>
          <Text fz={28} fw={700} lh={1.15} ta={{ sm: 'right' }}>
            <Money amount={invoice.open} currency={currency} />
          </Text>
          <Text size="sm" c="dimmed" ta={{ sm: 'right' }}>
            {t('invoice.open').toLowerCase()} {'· '}
            <OfTotal invoice={invoice} />
          </Text>
        </div>
      </Group>
      <dl className="facts" style={{ marginTop: '1.25rem' }}>
        <div>
          <dt>{t('invoice.due')}</dt>
          <dd>
            <Day on={invoice.dueDate} />
          </dd>
        </div>
        <div>
          <dt>{t('invoice.issued')}</dt>
          <dd>
            <Day on={invoice.issueDate} />
          </dd>
        </div>
        {invoice.tax !== null && (
          <div>
            <dt>{t('invoice.tax')}</dt>
            <dd>
              <Money amount={invoice.tax} currency={currency} />
            </dd>
          </div>
        )}
        {invoice.purchaseOrder !== null && (
          <div>
            <dt>{t('invoice.purchaseOrder')}</dt>
            <dd>{invoice.purchaseOrder}</dd>
          </div>
        )}
      </dl>
      <HoldList invoice={invoice} />
      <Group mt="md" gap="md">
        {mayWork && invoice.status === 'open' && !invoice.holds.some((hold) => hold.kind === 'manual') && (
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            onClick={() => setPausing(true)}
          >
            {t('invoice.pause')}
          </Button>
        )}
        {invoice.workflowUrl !== null && <OutsideLink href={invoice.workflowUrl}>{t('invoice.temporal')}</OutsideLink>}
        {invoice.documentUrl !== null && <OutsideLink href={invoice.documentUrl}>{t('invoice.document')}</OutsideLink>}
        {invoice.paymentUrl !== null && <OutsideLink href={invoice.paymentUrl}>{t('invoice.payment')}</OutsideLink>}
      </Group>
      {pausing && <PauseDialog invoice={invoice} onClose={() => setPausing(false)} />}
    </Paper>
  );
}

function OfTotal({ invoice }: { invoice: InvoiceDetailView }) {
  const { t } = useTranslation();
  const { money } = useFormats();
  return <span className="figures">{t('invoice.ofTotal', { total: money(invoice.total, invoice.currency) })}</span>;
}
