import { afterAll, expect, test } from '@jest/globals';
import type { DraftRow, MessageDraft } from '@puntual/casework/contact/message-draft';
import { openRenderer, ROWS_RENDERED_AT_ONCE } from './renderer.ts';
import { renderDraft } from './render-draft.ts';

const renderer = openRenderer();
afterAll(() => renderer.close());

const row = (index: number): DraftRow =>
  ({
    number: `F-2026/${index}`,
    issueDate: '2026-10-01',
    dueOn: '2026-10-31',
    daysLate: 30,
    currency: 'EUR',
    totalMinor: 12_100n,
    openMinor: 12_100n,
    charges: [],
    offer: null,
    documentUrl: null,
    paymentUrl: null,
    purchaseOrder: null,
  }) as unknown as DraftRow;

const letter = (rows: number): MessageDraft => ({
  organization: { name: 'Demo', email: 'demo@example.com', paymentInstructions: null } as never,
  messageId: '01976a6e-0000-7000-8000-000000000001',
  template: 'friendly',
  severity: 'mild',
  language: 'es',
  customerName: 'Talleres Núñez S.L.',
  contactName: null,
  address: { lines: ['Calle Mayor 1'], city: 'Bilbao', country: 'ES' },
  channel: 'letter',
  today: '2026-11-30',
  deadlineOn: null,
  attachments: [],
  overdue: Array.from({ length: rows }, (_, index) => row(index)),
  upcoming: [],
  settled: [],
  creditMinor: {},
});

/** How often the event loop turns until the work is done. */
async function turnsDuring<T>(work: () => Promise<T>): Promise<{ readonly turns: number; readonly result: T }> {
  let turns = 0;
  let isDone = false;
  const turn = () => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  setImmediate(turn);
  const result = await work().finally(() => (isDone = true));
  return { turns, result };
}

test('a long message leaves the event loop free, and has the same text and a PDF of the same pages', async () => {
  const draft = letter(60);
  await renderer.render('warm', letter(ROWS_RENDERED_AT_ONCE + 1));
  const here = await turnsDuring(() => renderDraft(draft));
  const there = await turnsDuring(() => renderer.render('org', draft));
  const { pdf, ...rendered } = there.result;
  const { pdf: pdfHere, ...expected } = here.result;
  expect(rendered).toEqual(expected);
  expect(Buffer.isBuffer(pdf)).toBe(true);
  expect(pagesOf(pdf)).toBe(pagesOf(pdfHere));
  // Rendered here, the loop turns a few times between long pauses; beside the thread it turns all the while.
  expect(there.turns).toBeGreaterThan(here.turns * 10);
});

test('a short one is rendered at once, without a thread', async () => {
  const idle = openRenderer();
  await idle.close();
  expect((await idle.render('org', letter(ROWS_RENDERED_AT_ONCE))).subject).not.toBe('');
  await expect(idle.render('org', letter(ROWS_RENDERED_AT_ONCE + 1))).rejects.toThrow('closed');
});

test('what cannot be rendered fails as it does here', async () => {
  await expect(renderer.render('org', { ...letter(20), address: null })).rejects.toThrow('needs a postal address');
});

function pagesOf(pdf: Buffer | null): number {
  return pdf?.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
}
