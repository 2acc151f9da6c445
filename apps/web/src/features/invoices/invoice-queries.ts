import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { PageOf } from '../../client/api-views.ts';
import { api, bodyOf } from '../../client/api.ts';
import { LIST_REFRESH_MS, MAX_PAGES, PAGE_SIZE } from '../../client/refresh.ts';
import type { InvoiceSearch } from './invoice-search.ts';

/** The filtered list, page by page. Read again every few seconds; less often the more pages are loaded. */
export function invoiceListQuery({ status = 'open', ...filters }: InvoiceSearch) {
  return infiniteQueryOptions({
    queryKey: ['invoices', 'list', { status, ...filters }],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/v1/invoices', {
          params: { query: { ...filters, ...(status === 'any' ? {} : { status }), ...pageAt(pageParam) } },
          signal,
        }),
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
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/invoices/{id}', { params: { path: { id: invoiceId } }, signal })),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** The planned steps of an invoice's case, and what blocks them. */
export function planQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['invoices', 'plan', invoiceId],
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/invoices/{id}/plan', { params: { path: { id: invoiceId } }, signal })),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** The history of an invoice, page by page. */
export function historyQuery(invoiceId: string) {
  return infiniteQueryOptions({
    queryKey: ['invoices', 'history', invoiceId],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/v1/invoices/{id}/history', {
          params: { path: { id: invoiceId }, query: pageAt(pageParam) },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page, pages) => (pages.length < MAX_PAGES ? page.nextCursor : null),
    refetchInterval: (query) => LIST_REFRESH_MS * Math.max(1, query.state.data?.pages.length ?? 1),
  });
}

/** A customer with contacts and balances. */
export function customerQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', customerId],
    queryFn: ({ signal }) => bodyOf(api.GET('/v1/customers/{id}', { params: { path: { id: customerId } }, signal })),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** The next messages to a customer. Read less often, because the server plans all of the customer's cases for it. */
export function customerPlanQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', customerId, 'plan'],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/v1/customers/{id}/plan', { params: { path: { id: customerId } }, signal })),
    refetchInterval: 3 * LIST_REFRESH_MS,
  });
}

const pageAt = (cursor: string | null) => ({ limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) });

/** The items of all loaded pages, without duplicates: an item may move to the next page between two requests. */
export function itemsOf<T extends { id: string }>(pages: readonly PageOf<T>[]): T[] {
  return [...new Map(pages.flatMap((page) => page.items).map((item) => [item.id, item])).values()];
}
