import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '../../client/api.ts';
import { LIST_REFRESH_MS, PAGE_SIZE } from '../../client/refresh.ts';

/** The latest messages about an invoice. */
export function messagesQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['messages', invoiceId],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/v1/messages', { params: { query: { invoiceId, limit: PAGE_SIZE } }, signal })),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** The exact content of a message; read once, because it never changes. */
export function messageContentQuery(messageId: string) {
  return queryOptions({
    queryKey: ['messages', 'content', messageId],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/v1/messages/{id}/content', { params: { path: { id: messageId } }, signal })),
    staleTime: Infinity,
  });
}
