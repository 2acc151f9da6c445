import type { SameKeys } from './same-keys.ts';

/** English texts: the frame of the page, its problems and its common buttons. */
export const frame = {
  app: {
    name: 'Puntual',
    skip: 'Skip to the content',
    sections: 'Sections',
    language: 'Language',
  },
  nav: {
    invoices: 'Invoices',
    tasks: 'Tasks',
    imports: 'Import',
    openTasks_one: '{{count}} open task',
    openTasks_other: '{{count}} open tasks',
    more: 'Tools and sign out',
    outbox: 'Outbox: messages as received',
    docs: 'API documentation',
    temporal: 'Temporal Web UI',
    signOut: 'Sign out',
    signedInAs: 'Signed in as {{actor}}',
    now: 'Platform time',
  },
  signedOut: {
    title: 'You are signed out',
    text:
      'Open a sign-in link; each works once. Your administrator makes one for you. Where Puntual was started with ' +
      'npm start, the terminal shows one, and a new one at every start.',
  },
  problem: {
    title: 'That did not work',
    offline: 'The server cannot be reached. Check that Puntual is running; this page tries again by itself.',
    stale: 'The server has stopped answering. What you see may be out of date; this page keeps trying.',
    unreadable: 'The server answered {{status}} without saying why.',
    retry: 'Try again',
    reference: 'Code: {{code}}',
    notFound: 'There is no such page',
    notFoundText: 'The address may be mistyped, or belong to another organization.',
    home: 'To the invoices',
    crashed: 'This page broke down',
    crashedText: 'Reload it; nothing on the server was changed by this.',
  },
  common: {
    cancel: 'Cancel',
    close: 'Close',
    loadMore: 'Load more',
    loading: 'Loading',
    optional: 'optional',
    newTab: 'opens in a new tab',
    dueNow: 'due now',
    total: 'Total',
  },
};

/** These texts in any language: the same keys, other words. */
export type FrameWords = SameKeys<typeof frame>;
