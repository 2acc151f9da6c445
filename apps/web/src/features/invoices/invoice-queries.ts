import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { CustomerPlanView } from '@puntual/contracts/api/customer-plan';
import type {
  CustomerDetailView,
  HistoryEntryView,
  InvoiceDetailView,
  InvoiceView,
  PlanView,
} from '@puntual/contracts/api/schemas';
import { get, pathOf, withQuery } from '../../api.ts';
import { LIST_REFRESH_MS, MAX_PAGES, PAGE_SIZE } from '../../refresh.ts';
import type { InvoiceSearch } from './invoice-search.ts';

interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The list behind the filters, page by page, read again every few seconds (the more pages, the less often). */
export function invoiceListQuery({ status = 'open', ...filters }: InvoiceSearch) {
  return infiniteQueryOptions({
    queryKey: ['invoices', 'list', { status, ...filters }],
    queryFn: ({ pageParam, signal }) =>
      get<Page<InvoiceView>>(
        withQuery(pathOf('invoices'), {
          ...filters,
          status: status === 'any' ? undefined : status,
          limit: PAGE_SIZE,
          cursor: pageParam,
        }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) => (pages.length < MAX_PAGES ? page.nextCursor : null),
    refetchInterval: (query) => LIST_REFRESH_MS * Math.max(1, query.state.data?.pages.length ?? 1),
    placeholderData: keepPreviousData,
  });
}

/** One invoice with its entries and holds. */
export function invoiceQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['invoices', 'one', invoiceId],
    queryFn: ({ signal }) => get<InvoiceDetailView>(pathOf('invoices', invoiceId), signal),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** What the invoice's case will do, and what holds it back. */
export function planQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['invoices', 'plan', invoiceId],
    queryFn: ({ signal }) => get<PlanView>(pathOf('invoices', invoiceId, 'plan'), signal),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** What has happened to the invoice. */
export function historyQuery(invoiceId: string) {
  return infiniteQueryOptions({
    queryKey: ['invoices', 'history', invoiceId],
    queryFn: ({ pageParam, signal }) =>
      get<Page<HistoryEntryView>>(
        withQuery(pathOf('invoices', invoiceId, 'history'), { limit: PAGE_SIZE, cursor: pageParam }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) => (pages.length < MAX_PAGES ? page.nextCursor : null),
    refetchInterval: (query) => LIST_REFRESH_MS * Math.max(1, query.state.data?.pages.length ?? 1),
  });
}

/** The customer with contacts and balances. */
export function customerQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', customerId],
    queryFn: ({ signal }) => get<CustomerDetailView>(pathOf('customers', customerId), signal),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** What the customer will hear next. All their cases are planned for it, so it is read less often. */
export function customerPlanQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', customerId, 'plan'],
    queryFn: ({ signal }) => get<CustomerPlanView>(pathOf('customers', customerId, 'plan'), signal),
    refetchInterval: 3 * LIST_REFRESH_MS,
  });
}

/** The items of all loaded pages, each once: an item may move to the next page between two reads. */
export function itemsOf<T extends { id: string }>(pages: readonly Page<T>[]): T[] {
  return [...new Map(pages.flatMap((page) => page.items).map((item) => [item.id, item])).values()];
}
