import { type FormEvent, useState } from 'react';
import { Button, Group, Radio, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CompleteTask } from '@puntual/contracts/api/schemas';
import type { TaskView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { placeFaults } from '../../ui/place-faults.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { exampleAmount } from '../../ui/read-amount.ts';
import { useFormats } from '../../ui/use-formats.ts';
import {
  type Draft,
  type DraftFault,
  type DraftField,
  emptyDraft,
  readDraft,
  SERVER_PATHS,
  wantedBy,
} from './completion.ts';
import { PromiseFields } from './PromiseFields.tsx';

/** Asks how a task ended and what goes with that outcome. What was typed stays when the server refuses. */
export function CompleteDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  const { t } = useTranslation();
  const { today, language, money } = useFormats();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(() => emptyDraft(task));
  const [checked, setChecked] = useState(false);
  const complete = useMutation({
    mutationFn: (body: CompleteTask) =>
      bodyOf(api.POST('/v1/tasks/{id}/complete', { params: { path: { id: task.id } }, body })),
    onSuccess: async (_answer, body) => {
      notifyDone(t('tasks.completed', { outcome: t(`outcome.${body.outcome}`) }));
      onClose();
      await queryClient.invalidateQueries();
    },
  });
  const wants = wantedBy(draft.outcome);
  const read = readDraft(draft, task, today, language);
  const refused = placeFaults(complete.error, Object.values(SERVER_PATHS));
  const sentence = (fault: DraftFault) => {
    switch (fault.say) {
      case 'amountTooLarge':
        return t('complete.amountTooLarge', { open: money(fault.open, draft.currency) });
      case 'amountUnreadable':
        return t('complete.amountUnreadable', { example: exampleAmount(draft.currency, language) });
      case 'tooLong':
        return t('complete.tooLong', { max: fault.max });
      default:
        return t(`complete.${fault.say}`);
    }
  };
  const errorOf = (field: DraftField) => {
    const fault = checked && 'faults' in read ? read.faults[field] : undefined;
    return fault ? sentence(fault) : refused.fields[SERVER_PATHS[field]];
  };
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if ('body' in read) complete.mutate(read.body);
  };
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={t('complete.title', { kind: t(`taskKind.${task.kind}`), customer: task.customerName })}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {refused.rest && <ProblemNote error={refused.rest} />}
          <Radio.Group
            label={t('complete.outcome')}
            withAsterisk
            value={draft.outcome ?? ''}
            onChange={(value) => change({ outcome: task.outcomes.find((outcome) => outcome === value) ?? null })}
            error={errorOf('outcome')}
          >
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" my="xs">
              {task.outcomes.map((outcome) => (
                <Radio key={outcome} value={outcome} label={t(`outcome.${outcome}`)} />
              ))}
            </SimpleGrid>
          </Radio.Group>
          {wants === 'promise' && <PromiseFields task={task} draft={draft} onChange={change} errorOf={errorOf} />}
          {wants === 'reason' && (
            <Textarea
              label={t('complete.disputeReason')}
              required
              autosize
              minRows={2}
              value={draft.reason}
              onChange={(event) => change({ reason: event.currentTarget.value })}
              error={errorOf('reason')}
            />
          )}
          <Textarea
            label={`${t('complete.note')} (${t('common.optional')})`}
            description={t('complete.noteHint')}
            autosize
            minRows={2}
            maxRows={8}
            value={draft.note}
            onChange={(event) => change({ note: event.currentTarget.value })}
            error={errorOf('note')}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={complete.isPending}>
              {t('complete.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
