import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/Empty.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { MAX_PAGES, PAGE_SIZE } from '../../client/refresh.ts';
import { InvoiceCards } from './InvoiceCards.tsx';
import { InvoiceFilters } from './InvoiceFilters.tsx';
import { InvoiceTable } from './InvoiceTable.tsx';
import { invoiceListQuery, itemsOf } from './invoice-queries.ts';
import { isFiltered, type InvoiceSearch } from './invoice-search.ts';

/**
 * The list of invoices behind the filters of the URL. `onSearch` changes those filters: it passes a function, because
 * the URL may have changed since the page was last drawn.
 */
export function InvoicesPage({
  search,
  onSearch,
}: {
  search: InvoiceSearch;
  onSearch: (change: (search: InvoiceSearch) => InvoiceSearch) => void;
}) {
  const { t } = useTranslation();
  usePageTitle(t('invoices.title'));
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData, refetch } =
    useInfiniteQuery(invoiceListQuery(search));
  const invoices = itemsOf(data?.pages ?? []);
  const more = (data?.pages.at(-1)?.nextCursor ?? null) !== null;
  return (
    <Stack gap="md">
      <Group justify="space-between" align="baseline">
        <Title order={1}>{t('invoices.title')}</Title>
        <Text c="dimmed" size="sm" role="status" mih="1.5em">
          {data &&
            (more
              ? t('invoices.shownMore', { count: invoices.length })
              : t('invoices.shown', { count: invoices.length }))}
        </Text>
      </Group>
      <InvoiceFilters search={search} onSearch={onSearch} />
      {error && <ProblemNote error={error} onRetry={() => void refetch()} />}
      {isPending && <ListSkeleton />}
      {data && (
        <Paper
          withBorder={invoices.length === 0}
          bg={invoices.length === 0 ? undefined : 'transparent'}
          style={{ opacity: isPlaceholderData ? 0.6 : 1 }}
          aria-busy={isPlaceholderData}
        >
          {invoices.length === 0 ? (
            <NoInvoices filtered={isFiltered(search)} onClear={() => onSearch(() => ({}))} />
          ) : (
            <InvoiceRows invoices={invoices} />
          )}
        </Paper>
      )}
      {hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </Group>
      )}
      {more && !hasNextPage && (
        <Text ta="center" c="dimmed" size="sm">
          {t('invoices.limit', { count: MAX_PAGES * PAGE_SIZE })}
        </Text>
      )}
    </Stack>
  );
}

function InvoiceRows({ invoices }: { invoices: Parameters<typeof InvoiceTable>[0]['invoices'] }) {
  const narrow = useMediaQuery('(max-width: 64em)', undefined, { getInitialValueInEffect: false });
  return narrow ? <InvoiceCards invoices={invoices} /> : <InvoiceTable invoices={invoices} />;
}

function NoInvoices({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty icon={<IconFileSearch size={40} stroke={1.4} />} title={t('invoices.empty')}>
      <Text c="dimmed" size="sm">
        {filtered ? t('invoices.emptyFiltered') : t('invoices.emptyAll')}
      </Text>
      {filtered && (
        <Button variant="default" size="xs" mt="xs" onClick={onClear}>
          {t('invoices.clear')}
        </Button>
      )}
    </Empty>
  );
}

function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <Paper withBorder p="md" role="status" aria-label={t('common.loading')}>
      <Stack gap="md">
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={index} height={34} />
        ))}
      </Stack>
    </Paper>
  );
}
