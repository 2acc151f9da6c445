import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import {
  IconAddressBook,
  IconAlarm,
  IconArrowBackUp,
  IconBuildingBank,
  IconCalendarDollar,
  IconCoins,
  IconFileAlert,
  IconHelpCircle,
  IconMessageQuestion,
  IconMessageReport,
  IconPhone,
  IconReceiptOff,
  IconScale,
  IconZoomQuestion,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TaskKind } from '@puntual/domain/tasks/task-kinds';
import type { TaskView } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { notifyDone } from '../../ui/notify.ts';
import { sumMinor } from '../../ui/formats.ts';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { useFormats } from '../../ui/use-formats.ts';
import { useMayWork } from '../../client/session-context.ts';
import { TaskInvoices } from './TaskInvoices.tsx';
import styles from './TaskCard.module.css';

const icons: Record<TaskKind, typeof IconPhone> = {
  call: IconPhone,
  'approve-agency': IconBuildingBank,
  'fix-contact': IconAddressBook,
  'ambiguous-send': IconHelpCircle,
  'unapplied-cash': IconCoins,
  reconcile: IconScale,
  'review-case': IconMessageQuestion,
  'propose-plan': IconMessageQuestion,
  'approve-plan': IconMessageQuestion,
  'credit-limit': IconAlarm,
  'answer-reply': IconMessageReport,
  'unidentified-receipt': IconZoomQuestion,
  'complete-invoice': IconFileAlert,
  'confirm-payment': IconCalendarDollar,
  'check-payment': IconCoins,
  'answer-customer': IconMessageQuestion,
  'untied-return': IconArrowBackUp,
  'untied-refund': IconArrowBackUp,
  dispute: IconMessageReport,
  'dispute-overdue': IconAlarm,
  deduction: IconReceiptOff,
};

/** One task: its kind, customer, amounts and deadline, and the buttons that claim and complete it. */
export function TaskCard({ task, onComplete }: { task: TaskView; onComplete: () => void }) {
  const { t } = useTranslation();
  const mayWork = useMayWork();
  const claim = useClaim(task);
  // An invoice that was paid since the task was opened needs no work any more.
  const shown =
    task.state === 'done'
      ? task.invoices
      : task.invoices.filter((invoice) => sumMinor([invoice.open], invoice.currency) !== 0n);
  const Icon = icons[task.kind];
  const named = {
    kind: t(`taskKind.${task.kind}`),
    customer: task.customerName ?? task.receipt?.payer ?? t('tasks.payerUnknown'),
  };
  return (
    <Paper component="article" withBorder p="md" aria-label={`${named.kind}: ${named.customer}`}>
      <div className={styles.card}>
        <Stack gap={6} className={styles.what}>
          <Group gap="xs" wrap="nowrap" align="flex-start">
            <Icon size={20} aria-hidden className={styles.icon} />
            <Title order={3} className={styles.title}>
              {named.kind} · {named.customer}
            </Title>
            {task.overdue && task.state !== 'done' && <Tag tone="late3">{t('tasks.overdue')}</Tag>}
          </Group>
          <TaskFacts task={task} />
        </Stack>
        {mayWork && task.state !== 'done' && (
          <Group gap="xs" className={styles.buttons}>
            {task.state === 'open' && (
              <Button
                size="sm"
                variant="default"
                loading={claim.isPending}
                aria-label={t('tasks.actionsFor', { action: t('tasks.claim'), ...named })}
                onClick={() => claim.mutate()}
              >
                {t('tasks.claim')}
              </Button>
            )}
            {task.outcomes.length > 0 && (
              <Button
                size="sm"
                aria-label={t('tasks.actionsFor', { action: t('tasks.complete'), ...named })}
                onClick={onComplete}
              >
                {t('tasks.complete')}
              </Button>
            )}
          </Group>
        )}
      </div>
      {claim.error && <ProblemNote error={claim.error} />}
      {shown.length > 0 && <TaskInvoices task={{ ...task, invoices: shown }} />}
    </Paper>
  );
}

/** Claims the task for the reader, and reads the lists again whether or not that worked. */
function useClaim(task: TaskView) {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/tasks/{id}/claim', { params: { path: { id: task.id } } })),
    onSuccess: () => notifyDone(t('tasks.claimed')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tasks'] }),
  });
}

function TaskFacts({ task }: { task: TaskView }) {
  const { t } = useTranslation();
  const { date, dayDistance, distance, money } = useFormats();
  const done = task.state === 'done';
  const facts = [
    task.receipt !== null &&
      t(task.kind === 'untied-return' || task.kind === 'untied-refund' ? 'tasks.cameBack' : 'tasks.received', {
        amount: money(task.receipt.amount, task.receipt.currency),
        date: date(task.receipt.receivedOn),
      }),
    task.payment !== null &&
      t('tasks.unapplied', {
        amount: money(task.payment.unallocated, task.payment.currency),
        payment: task.payment.paymentId,
      }),
    task.reason !== null && t(`reviewReason.${task.reason}`),
    !done &&
      (task.dueOn === null
        ? t('tasks.noDue')
        : `${t('tasks.dueOn', { date: date(task.dueOn) })} (${dayDistance(task.dueOn)})`),
    task.kind === 'call' && t('tasks.round', { round: task.round }),
    task.claimedBy !== null && t('tasks.claimedBy', { actor: task.claimedBy }),
    !done && t('tasks.opened', { when: distance(task.openedAt) }),
    task.completedAt !== null && t('tasks.finishedAt', { when: distance(task.completedAt) }),
    task.outcome !== null && t('tasks.outcome', { outcome: t(`outcome.${task.outcome}`) }),
  ].filter((fact) => fact !== false);
  return (
    <>
      <Text size="sm" c="dimmed">
        {facts.join(' · ')}
      </Text>
      {task.note !== null && (
        <Text size="sm" className="wrap-anywhere">
          {task.note}
        </Text>
      )}
    </>
  );
}
