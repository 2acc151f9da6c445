import { Button, Skeleton, Text, Timeline } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Section } from '../../ui/Section.tsx';
import { When } from '../../ui/When.tsx';
import { historyQuery, itemsOf } from './invoice-queries.ts';

/** The history of an invoice, newest first: facts, decisions, messages and tasks, each with time and actor. */
export function HistorySection({ invoiceId }: { invoiceId: string }) {
  const { t } = useTranslation();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    historyQuery(invoiceId),
  );
  const entries = itemsOf(data?.pages ?? []).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Section title={t('invoice.history')}>
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton height={160} />}
      {data && entries.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('invoice.noHistory')}
        </Text>
      )}
      <Timeline bulletSize={12} lineWidth={2}>
        {entries.map((entry) => (
          <Timeline.Item key={entry.id}>
            <Text size="sm" className="wrap-anywhere">
              {entry.text}
            </Text>
            <Text size="xs" c="dimmed">
              <When at={entry.at} /> · {t('invoice.by', { actor: entry.actor })}
            </Text>
          </Timeline.Item>
        ))}
      </Timeline>
      {hasNextPage && (
        <Button mt="md" size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('common.loadMore')}
        </Button>
      )}
    </Section>
  );
}
