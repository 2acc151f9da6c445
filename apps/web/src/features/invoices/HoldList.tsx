import { Button, Group, Text } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InvoiceDetailView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { useFormats } from '../../ui/use-formats.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { useMayWork } from '../../client/session-context.ts';
import styles from './HoldList.module.css';

/** The holds of an invoice with their reasons. Only a pause of the invoice can be lifted here; others end elsewhere. */
export function HoldList({ invoice }: { invoice: InvoiceDetailView }) {
  const { t } = useTranslation();
  if (invoice.holds.length === 0) return null;
  return (
    <section aria-label={t('invoice.holds')} className={styles.holds}>
      {invoice.holds.map((hold) => (
        <HoldNote key={hold.id} invoiceId={invoice.invoiceId} hold={hold} />
      ))}
    </section>
  );
}

function HoldNote({ invoiceId, hold }: { invoiceId: string; hold: InvoiceDetailView['holds'][number] }) {
  const { t } = useTranslation();
  const { date, instant } = useFormats();
  const mayWork = useMayWork();
  const queryClient = useQueryClient();
  const lift = useMutation({
    mutationFn: () =>
      bodyOf(api.DELETE('/v1/invoices/{id}/holds/{holdId}', { params: { path: { id: invoiceId, holdId: hold.id } } })),
    onSuccess: () => {
      notifyDone(t('invoice.lifted'));
      void queryClient.invalidateQueries({ queryKey: ['customers'] });
      return queryClient.invalidateQueries({ queryKey: ['invoices'] });
    },
  });
  return (
    <div className={styles.hold}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <IconHandStop size={18} aria-hidden className={styles.icon} />
        <div>
          <Text size="sm" fw={600}>
            {t(`hold.${hold.kind}`)}{' '}
            {hold.until === null ? t('invoice.holdNoEnd') : t('invoice.holdUntil', { date: date(hold.until) })}
          </Text>
          <Text size="sm" className="wrap-anywhere">
            {hold.reason}
          </Text>
          <Text size="xs" c="dimmed">
            {t('invoice.holdSince', { date: instant(hold.since) })}
          </Text>
        </div>
      </Group>
      {mayWork && hold.kind === 'manual' && hold.ofCustomer !== true && (
        <Button size="xs" variant="default" loading={lift.isPending} onClick={() => lift.mutate()}>
          {t('invoice.lift')}
        </Button>
      )}
      {lift.error && <ProblemNote error={lift.error} />}
    </div>
  );
}
