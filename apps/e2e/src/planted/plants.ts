/** A bug planted on purpose into built code, and the fault test that must fail on it. */
export interface Plant {
  readonly name: string;
  /** Built file below the root, and the exact text in it that is replaced, which must be there once. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** Test file and name (a pattern) that is run against it. */
  readonly test: string;
  readonly only: string;
  /** What the failure must say: a test that fails for another reason proves nothing. */
  readonly says: RegExp;
  /** Environment of the test, for plants that need more or less of something. */
  readonly env?: Readonly<Record<string, string>>;
  /** Run by `npm test` too; the others by `npm run soak`. */
  readonly quick?: boolean;
}

/** The numbers are those of the acceptance tests in ENGINEERING, section F. */
export const PLANTS: readonly Plant[] = [
  {
    name: 'F15: a bad message is dropped instead of going to the dead letters', quick: true,
    file: 'apps/ingest/dist/take-messages.js', text: 'if (dead.length > 0)', instead: 'if (dead.length > 1_000_000)',
    test: 'faults/streams', only: '^not JSON goes to the dead letters', says: /puntual-code/,
  },
  {
    name: 'F9, F17: what cannot be handled yet counts as done',
    file: 'apps/ingest/dist/take-messages.js', text: "return 'later';", instead: "return 'done';",
    test: 'faults/outages', only: '^postgres away under load .stop.', says: /offsetsStoodStill|everything done/,
  },
  {
    name: 'F17: offsets are committed before the transaction',
    file: 'libs/platform/dist/kafka/kafkajs-stream.js', text: 'outcome = await handler(messages);', instead: 'payload.resolveOffset(slice.at(-1).offset); await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets()); outcome = await handler(messages);',
    test: 'faults/outages', only: '^postgres away under load .stop.|^after all outages', says: /offsetsStoodStill|events taken instead of/,
  },
  {
    name: 'F1: every try has a key of its own',
    file: 'apps/worker/dist/channels/channel.js', text: 'return `message/${messageId}`;', instead: 'return `message/${messageId}/${Math.random()}`;',
    test: 'faults/provider', only: 'a provider that lies', says: /each message is accepted once/,
  },
  {
    name: 'F2: a retry does not look at the facts again',
    file: 'libs/casework/dist/contact/reserve-message.js', text: 'if (!same || !young)', instead: 'if (!young)',
    test: 'faults/provider', only: 'a provider that lies', says: /was asked for \d+ ms after its payment/,
  },
  {
    name: 'F10: the provider\'s retry-after is not heeded',
    file: 'apps/worker/dist/activities/send-next-message.js', text: '{ nextRetryDelay: error.afterMs }', instead: '{ nextRetryDelay: 200 }',
    test: 'faults/provider', only: 'a provider that lies', says: /after \d+ ms/,
  },
  {
    name: 'F3: an event that was taken before is taken again',
    file: 'libs/casework/dist/events/take-events.js', text: 'if (taken.has(key))', instead: 'if (taken.has(key) && false)',
    test: 'faults/process-kills', only: 'each killed at three points', says: /dead letters instead of|events taken instead of|every event was taken once|everything done|instead of/,
  },
  {
    name: 'F16: an ingest that gets no more messages thinks all is well after its consumer died',
    file: 'apps/ingest/dist/ingest.module.js', text: 'process.exit(1);', instead: '',
    test: 'faults/streams', only: 'consumer is dead for good', says: /the process ends/,
  },
];
