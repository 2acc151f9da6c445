import { queryOptions } from '@tanstack/react-query';
import type { messageContentSchema, messagePageSchema } from '@puntual/contracts/api/schemas';
import { get, pathOf, withQuery } from '../../api.ts';
import { LIST_REFRESH_MS, PAGE_SIZE } from '../../refresh.ts';

type MessagePage = ReturnType<typeof messagePageSchema.parse>;
type MessageContent = ReturnType<typeof messageContentSchema.parse>;

/** The latest messages about an invoice. */
export function messagesQuery(invoiceId: string) {
  return queryOptions({
    queryKey: ['messages', invoiceId],
    queryFn: ({ signal }) => get<MessagePage>(withQuery(pathOf('messages'), { invoiceId, limit: PAGE_SIZE }), signal),
    refetchInterval: LIST_REFRESH_MS,
  });
}

/** The exact content of a message. It never changes once composed. */
export function messageContentQuery(messageId: string) {
  return queryOptions({
    queryKey: ['messages', 'content', messageId],
    queryFn: ({ signal }) => get<MessageContent>(pathOf('messages', messageId, 'content'), signal),
    staleTime: Infinity,
  });
}
