import type { MessageDraft, RenderedMessage } from '@puntual/casework/contact/message-draft';
import { openThreadPool } from '@puntual/platform/threads/thread-pool';
import { renderDraft } from './render-draft.ts';

/**
 * A message that lists more invoices is rendered in a thread: a PDF takes some milliseconds for each row, and meanwhile
 * the worker could neither answer Temporal nor evaluate cases.
 */
export const ROWS_RENDERED_AT_ONCE = 8;

/** One thread, used by organizations in turns. As many messages may wait as the delivery queue has at once. */
const THREADS = {
  threads: 1,
  ofOne: 1,
  waiting: 64,
  waitingOfOne: 64,
  deadlineMs: 60_000,
  memoryMb: 192,
  idleMs: 900_000,
};

const EXTENSION = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const ENTRY = new URL(`../render-thread${EXTENSION}`, import.meta.url);

/** Renders the messages of an organization (row id), as `renderDraft` does. */
export interface Renderer {
  render(organizationId: string, draft: MessageDraft): Promise<RenderedMessage>;
  /** Ends the thread; what waits or runs fails, and its activity is tried again. */
  close(): Promise<void>;
}

/** Opens a renderer. Its thread starts with the first long message. */
export function openRenderer(): Renderer {
  const pool = openThreadPool(ENTRY, THREADS);
  return {
    render: async (organizationId, draft) => {
      if (rowsOf(draft) <= ROWS_RENDERED_AT_ONCE) return renderDraft(draft);
      const { pdf, ...rendered } = (await pool.run({ organizationId, input: draft })) as Copied;
      return { ...rendered, pdf: pdf && Buffer.from(pdf) };
    },
    close: () => pool.close(),
  };
}

/** A rendered message as it comes out of a thread: a copied Buffer is an array of bytes. */
type Copied = Omit<RenderedMessage, 'pdf'> & { readonly pdf: Uint8Array | null };

function rowsOf({ overdue, upcoming, settled, concerned = [] }: MessageDraft): number {
  return overdue.length + upcoming.length + settled.length + concerned.length;
}
