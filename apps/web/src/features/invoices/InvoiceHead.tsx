import { useState } from 'react';
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { InvoiceDetailView } from '../../client/api-views.ts';
import { StageTag, StatusTag } from '../../ui/CaseTags.tsx';
import { Fact } from '../../ui/Fact.tsx';
import { LateMark } from '../../ui/LateMark.tsx';
import { Money } from '../../ui/Money.tsx';
import { OutsideLink } from '../../ui/OutsideLink.tsx';
import { Day } from '../../ui/When.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { useMayWork } from '../../client/session-context.ts';
import { HoldList } from './HoldList.tsx';
import { PauseDialog } from './PauseDialog.tsx';

interface Props {
  invoice: InvoiceDetailView;
}

/** The top of an invoice's page: title, stage, amounts, dates and holds, with the button that pauses the invoice. */
export function InvoiceHead({ invoice }: Props) {
  const { t } = useTranslation();
  return (
    <Paper
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      component="section"
      aria-label={t('invoice.title', { number: invoice.number })}
    >
      <Group justify="space-between" align="flex-start" gap="md">
        <TitleAndTags invoice={invoice} />
        <OpenAmount invoice={invoice} />
      </Group>
      <InvoiceFacts invoice={invoice} />
      <HoldList invoice={invoice} />
      <Group mt="md" gap="md">
        <PauseButton invoice={invoice} />
        {invoice.workflowUrl !== null && <OutsideLink href={invoice.workflowUrl}>{t('invoice.temporal')}</OutsideLink>}
        {invoice.documentUrl !== null && <OutsideLink href={invoice.documentUrl}>{t('invoice.document')}</OutsideLink>}
        {invoice.paymentUrl !== null && <OutsideLink href={invoice.paymentUrl}>{t('invoice.payment')}</OutsideLink>}
      </Group>
    </Paper>
  );
}

function TitleAndTags({ invoice }: Props) {
  const { t } = useTranslation();
  return (
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
  );
}

function OpenAmount({ invoice }: Props) {
  const { t } = useTranslation();
  const { money } = useFormats();
  return (
    <div>
      <Text fz={28} fw={700} lh={1.15} ta={{ sm: 'right' }}>
        <Money amount={invoice.open} currency={invoice.currency} />
      </Text>
      <Text size="sm" c="dimmed" ta={{ sm: 'right' }}>
        {t('invoice.open').toLowerCase()} {'· '}
        <span className="figures">{t('invoice.ofTotal', { total: money(invoice.total, invoice.currency) })}</span>
      </Text>
    </div>
  );
}

function InvoiceFacts({ invoice }: Props) {
  const { t } = useTranslation();
  return (
    <dl className="facts" style={{ marginTop: '1.25rem' }}>
      <Fact label={t('invoice.due')}>
        <Day on={invoice.dueDate} />
      </Fact>
      <Fact label={t('invoice.issued')}>
        <Day on={invoice.issueDate} />
      </Fact>
      {invoice.tax !== null && (
        <Fact label={t('invoice.tax')}>
          <Money amount={invoice.tax} currency={invoice.currency} />
        </Fact>
      )}
      {invoice.purchaseOrder !== null && <Fact label={t('invoice.purchaseOrder')}>{invoice.purchaseOrder}</Fact>}
    </dl>
  );
}

/** Opens the dialog that pauses the invoice; nothing for a viewer, a closed invoice or one that is paused already. */
function PauseButton({ invoice }: Props) {
  const { t } = useTranslation();
  const mayWork = useMayWork();
  const [pausing, setPausing] = useState(false);
  const canBePaused =
    invoice.status === 'open' && !invoice.holds.some((hold) => hold.kind === 'manual' && hold.ofCustomer !== true);
  return (
    <>
      {mayWork && canBePaused && (
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden />}
          onClick={() => setPausing(true)}
        >
          {t('invoice.pause')}
        </Button>
      )}
      {pausing && <PauseDialog invoice={invoice} onClose={() => setPausing(false)} />}
    </>
  );
}
