import { useState } from 'react';
import { Group, NativeSelect, Paper, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { TASK_KINDS } from '@puntual/domain/tasks/task-kinds';
import type { TaskView } from '../../client/api-views.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useSession } from '../../client/session-context.ts';
import { CompleteDialog } from './CompleteDialog.tsx';
import { TaskCard } from './TaskCard.tsx';
import { doneQuery, TASK_LIMIT, todoQuery } from './task-queries.ts';
import { readTaskSearch, type TaskSearch } from './task-search.ts';

interface Props {
  search: TaskSearch;
  onSearch: (change: (search: TaskSearch) => TaskSearch) => void;
}

/** The tasks for people: first those that the reader has claimed, then the open ones, then those of others. */
export function TasksPage({ search, onSearch }: Props) {
  const { t } = useTranslation();
  usePageTitle(t('tasks.title'));
  const done = search.show === 'done';
  const { data, error, refetch } = useQuery(done ? doneQuery(search.kind) : todoQuery(search.kind));
  const [completing, setCompleting] = useState<TaskView | null>(null);
  return (
    <Stack gap="md">
      <Title order={1}>{t('tasks.title')}</Title>
      <TaskFilters search={search} onSearch={onSearch} />
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <Stack role="status" aria-label={t('common.loading')}>
          {[1, 2, 3].map((key) => (
            <Skeleton key={key} height={120} />
          ))}
        </Stack>
      )}
      {data?.tasks.length === 0 && <NoTasks search={search} />}
      {data && <TaskGroups tasks={data.tasks} onComplete={setCompleting} />}
      {data?.more && (
        <Text c="dimmed" size="sm">
          {t('tasks.limit', { count: TASK_LIMIT })}
        </Text>
      )}
      {completing && <CompleteDialog task={completing} onClose={() => setCompleting(null)} />}
    </Stack>
  );
}

function TaskFilters({ search, onSearch }: Props) {
  const { t } = useTranslation();
  return (
    <Group align="flex-end" gap="md">
      <SegmentedControl
        aria-label={t('tasks.state')}
        value={search.show ?? 'todo'}
        onChange={(show) => onSearch((current) => readTaskSearch({ ...current, show }))}
        data={[
          { value: 'todo', label: t('tasks.todo') },
          { value: 'done', label: t('tasks.done') },
        ]}
      />
      <NativeSelect
        label={t('tasks.kind')}
        value={search.kind ?? ''}
        onChange={({ currentTarget: { value: kind } }) => onSearch((current) => readTaskSearch({ ...current, kind }))}
        data={[
          { value: '', label: t('tasks.anyKind') },
          ...TASK_KINDS.map((kind) => ({ value: kind, label: t(`taskKind.${kind}`) })),
        ]}
      />
    </Group>
  );
}

function NoTasks({ search }: { search: TaskSearch }) {
  const { t } = useTranslation();
  const reason = search.show === 'done' ? t('tasks.emptyDone') : t('tasks.emptyText');
  return (
    <Paper withBorder>
      <Empty icon={<IconChecklist size={40} stroke={1.4} />} title={t('tasks.empty')}>
        <Text c="dimmed" size="sm" maw={420}>
          {search.kind ? t('tasks.emptyFiltered') : reason}
        </Text>
      </Empty>
    </Paper>
  );
}

function TaskGroups({ tasks, onComplete }: { tasks: readonly TaskView[]; onComplete: (task: TaskView) => void }) {
  const { t } = useTranslation();
  const { actorId } = useSession();
  const groups = [
    { title: t('tasks.mine'), tasks: tasks.filter((task) => task.state === 'claimed' && task.claimedById === actorId) },
    { title: t('tasks.open'), tasks: tasks.filter((task) => task.state === 'open') },
    {
      title: t('tasks.others'),
      tasks: tasks.filter((task) => task.state === 'claimed' && task.claimedById !== actorId),
    },
    { title: t('tasks.finished'), tasks: tasks.filter((task) => task.state === 'done') },
  ];
  return groups
    .filter((group) => group.tasks.length > 0)
    .map((group) => (
      <Stack key={group.title} component="section" gap="sm" aria-label={group.title}>
        <Title order={2}>
          {group.title}{' '}
          <Text span c="dimmed" inherit fw={400}>
            {group.tasks.length}
          </Text>
        </Title>
        {group.tasks.map((task) => (
          <TaskCard key={task.id} task={task} onComplete={() => onComplete(task)} />
        ))}
      </Stack>
    ));
}
