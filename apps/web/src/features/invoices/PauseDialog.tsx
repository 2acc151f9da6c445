import { type FormEvent, useState } from 'react';
import { Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InvoiceDetailView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { placeFaults } from '../../ui/place-faults.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogButtons } from '../../ui/DialogButtons.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { useFormats } from '../../ui/use-formats.ts';

/** Asks why and until which day to pause the invoice, and pauses it. A refusal keeps the typed text. */
export function PauseDialog({ invoice, onClose }: { invoice: InvoiceDetailView; onClose: () => void }) {
  const { t } = useTranslation();
  const { today } = useFormats();
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const [checked, setChecked] = useState(false);
  const pause = usePauseInvoice(invoice, onClose);
  const refused = placeFaults(pause.error, ['reason', 'until']);
  const reasonMissing = reason.trim() === '';
  const untilPast = until !== '' && until < today;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!reasonMissing && !untilPast) pause.mutate({ reason, until });
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
            error={checked && reasonMissing ? t('pause.reasonNeeded') : refused.fields.reason}
          />
          <TextInput
            type="date"
            label={t('pause.until')}
            description={t('pause.untilHint')}
            min={today}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
            error={checked && untilPast ? t('pause.untilPast') : refused.fields.until}
          />
          <DialogButtons submitLabel={t('pause.submit')} submitting={pause.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Puts a manual hold on the invoice, as typed: an empty `until` means no end. Then calls `onPaused`. */
function usePauseInvoice(invoice: InvoiceDetailView, onPaused: () => void) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ reason, until }: { reason: string; until: string }) =>
      bodyOf(
        api.POST('/v1/invoices/{id}/holds', {
          params: { path: { id: invoice.invoiceId } },
          body: { kind: 'manual', reason: reason.trim(), ...(until === '' ? {} : { until }) },
        }),
      ),
    onSuccess: async () => {
      notifyDone(t('pause.done', { number: invoice.number }));
      onPaused();
      // The customer's next message changes too. Nothing waits for that plan, because the server needs longer for it.
      void queryClient.invalidateQueries({ queryKey: ['customers'] });
      await queryClient.invalidateQueries({ queryKey: ['invoices'] });
    },
  });
}
