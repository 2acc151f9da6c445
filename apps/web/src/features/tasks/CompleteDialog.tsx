import { type FormEvent, useState } from 'react';
import { Radio, SimpleGrid, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CompleteTask } from '@puntual/contracts/api/tasks';
import type { TaskView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { placeFaults } from '../../ui/place-faults.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogButtons } from '../../ui/DialogButtons.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import {
  type Draft,
  type DraftField,
  type DraftFieldProps,
  emptyDraft,
  readDraft,
  SERVER_PATHS,
  wantedBy,
} from './completion.ts';
import { CallBackFields, SendFields } from './CallFields.tsx';
import { PromiseFields } from './PromiseFields.tsx';
import { useFaultSentence } from './use-fault-sentence.ts';

interface Props {
  task: TaskView;
  onClose: () => void;
}

/** Asks for the outcome of a task and what it needs, and completes the task. A refusal keeps the typed text. */
export function CompleteDialog({ task, onClose }: Props) {
  const { t } = useTranslation();
  const { today, language } = useFormats();
  const sentenceOf = useFaultSentence();
  const [draft, setDraft] = useState(() => emptyDraft(task));
  const [checked, setChecked] = useState(false);
  const complete = useCompleteTask(task, onClose);
  const wants = wantedBy(draft.outcome);
  const read = readDraft(draft, task, today, language);
  const refused = placeFaults(complete.error, Object.values(SERVER_PATHS));
  const errorOf = (field: DraftField) => {
    const fault = checked && 'faults' in read ? read.faults[field] : undefined;
    return fault ? sentenceOf(fault, draft.currency) : refused.fields[SERVER_PATHS[field]];
  };
  const fields: DraftFieldProps = {
    task,
    draft,
    onChange: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    errorOf,
  };
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
          <OutcomeField {...fields} />
          {wants === 'promise' && <PromiseFields {...fields} />}
          {wants === 'hour' && <CallBackFields {...fields} />}
          {wants === 'address' && <SendFields {...fields} />}
          {wants === 'reason' && <ReasonField {...fields} />}
          <NoteField {...fields} />
          <DialogButtons submitLabel={t('complete.submit')} submitting={complete.isPending} onClose={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}

/** Completes the task and calls `onCompleted`. Reads every query again, because an outcome may change any of them. */
function useCompleteTask(task: TaskView, onCompleted: () => void) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: CompleteTask) =>
      bodyOf(api.POST('/v1/tasks/{id}/complete', { params: { path: { id: task.id } }, body })),
    onSuccess: async (_answer, body) => {
      notifyDone(t('tasks.completed', { outcome: t(`outcome.${body.outcome}`) }));
      onCompleted();
      await queryClient.invalidateQueries();
    },
  });
}

function OutcomeField({ task, draft, onChange, errorOf }: DraftFieldProps) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      label={t('complete.outcome')}
      withAsterisk
      value={draft.outcome ?? ''}
      onChange={(value) => onChange({ outcome: task.outcomes.find((outcome) => outcome === value) ?? null })}
      error={errorOf('outcome')}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" my="xs">
        {task.outcomes.map((outcome) => (
          <Radio key={outcome} value={outcome} label={t(`outcome.${outcome}`)} />
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

function ReasonField({ draft, onChange, errorOf }: DraftFieldProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('complete.disputeReason')}
      required
      autosize
      minRows={2}
      value={draft.reason}
      onChange={(event) => onChange({ reason: event.currentTarget.value })}
      error={errorOf('reason')}
    />
  );
}

function NoteField({ draft, onChange, errorOf }: DraftFieldProps) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={`${t('complete.note')} (${t('common.optional')})`}
      description={t('complete.noteHint')}
      autosize
      minRows={2}
      maxRows={8}
      value={draft.note}
      onChange={(event) => onChange({ note: event.currentTarget.value })}
      error={errorOf('note')}
    />
  );
}
