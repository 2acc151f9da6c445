import { type FormEvent, useState } from 'react';
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InvoiceDetailView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { placeFaults } from '../../ui/place-faults.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { useFormats } from '../../ui/use-formats.ts';

/** Asks why and until when the invoice is paused. What was typed stays when the server refuses. */
export function PauseDialog({ invoice, onClose }: { invoice: InvoiceDetailView; onClose: () => void }) {
  const { t } = useTranslation();
  const { today } = useFormats();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [checked, setChecked] = useState(false);
  const pause = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/v1/invoices/{id}/holds', {
          params: { path: { id: invoice.invoiceId } },
          body: { kind: 'manual', reason: reason.trim(), ...(until === '' ? {} : { until }) },
        }),
      ),
    onSuccess: async () => {
      notifyDone(t('pause.done', { number: invoice.number }));
      onClose();
      // What the customer hears next changes with it, but takes longer to plan.
      void queryClient.invalidateQueries({ queryKey: ['customers'] });
      await queryClient.invalidateQueries({ queryKey: ['invoices'] });
    },
  });
  const refused = placeFaults(pause.error, ['reason', 'until']);
  const reasonError = checked && reason.trim() === '' ? t('pause.reasonNeeded') : refused.fields.reason;
  const untilError = checked && until !== '' && until < today ? t('pause.untilPast') : refused.fields.until;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (reason.trim() !== '' && (until === '' || until >= today)) pause.mutate();
  };
  return (
    <Dialog onClose={onClose} title={t('pause.title', { number: invoice.number })}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{t('pause.text')}</Text>
          {refused.rest && <ProblemNote error={refused.rest} />}
          <Textarea
            label={t('pause.reason')}
            description={t('pause.reasonHint')}
            required
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={reasonError}
          />
          <TextInput
            type="date"
            label={t('pause.until')}
            description={t('pause.untilHint')}
            min={today}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
            error={untilError}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={pause.isPending}>
              {t('pause.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
