import type { OutboxItemSummary, OutboxPage } from '@puntual/sandbox/outside/outbox-routes';

const PAGE = 200;
const MOST_PAGES = 500;

/** Every message that the outside world accepted, read over its HTTP pages. */
export async function outboxItems(outboxUrl: string): Promise<OutboxItemSummary[]> {
  const items: OutboxItemSummary[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null && page < MOST_PAGES; page++) {
    const response: Response = await fetch(
      `${outboxUrl}/outbox/items?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    );
    const body = (await response.json()) as OutboxPage;
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}
