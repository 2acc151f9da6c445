/** A bug planted on purpose into a copy of the code, and the test that must fail on it. */
export interface Plant {
  readonly name: string;
  /** File below the root, and the exact text in it to replace, which must occur once. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /**
   * Package whose own test runs in a copy of all sources (needs the services of `npm run services`). Without it a fault
   * test of apps/e2e runs on a copy of the built code.
   */
  readonly suite?: string;
  /** Test file and test name (a pattern) to run against the bug. */
  readonly test: string;
  readonly only: string;
  /** What the failure must say: a test that fails for another reason proves nothing. */
  readonly says: RegExp;
  /** Environment of the test, for bugs that need larger or smaller amounts. */
  readonly env?: Readonly<Record<string, string>>;
  /** `npm test` checks it too; the others are checked by `npm run soak`. */
  readonly quick?: boolean;
}

/** The numbers F1 to F24 are those of docs/faults.md. */
export const PLANTS: readonly Plant[] = [
  {
    name: 'F15: a bad message is dropped instead of going to the dead letters',
    quick: true,
    file: 'apps/ingest/dist/take-messages.js',
    text: 'if (dead.length > 0)',
    instead: 'if (dead.length > 1_000_000)',
    test: 'faults/streams',
    only: '^not JSON goes to the dead letters',
    says: /puntual-code/,
  },
  {
    name: 'F9, F17: a message that cannot be handled yet counts as done',
    file: 'apps/ingest/dist/take-messages.js',
    text: "return 'later';",
    instead: "return 'done';",
    test: 'faults/outages',
    only: '^postgres away under load .stop.',
    says: /\+ +"(lost|wronglyDone)"/,
  },
  {
    name: 'F17: offsets are committed before the transaction',
    file: 'libs/platform/dist/kafka/kafkajs-stream.js',
    text: 'outcome = await handler(messages);',
    instead:
      'payload.resolveOffset(slice.at(-1).offset); await ' +
      'payload.commitOffsetsIfNecessary(payload.uncommittedOffsets()); outcome = await handler(messages);',
    test: 'faults/outages',
    only: '^postgres away under load .stop.',
    says: /\+ +"(lost|wronglyDone)"/,
  },
  {
    name: 'F1: every attempt has its own idempotency key',
    file: 'apps/worker/dist/channels/channel.js',
    text: 'return `message/${messageId}`;',
    instead: 'return `message/${messageId}/${Math.random()}`;',
    test: 'faults/provider',
    only: 'a provider that lies',
    says: /each message is accepted once/,
  },
  {
    name: 'F2: a retry does not re-read the facts',
    file: 'libs/casework/dist/contact/resume-message.js',
    text: "if (verdict.kind === 'changed' || !(await isUnchanged(run, message)))",
    instead: 'if (false)',
    test: 'faults/provider',
    only: 'a provider that lies',
    says: /was asked for \d+ ms after its payment/,
  },
  {
    name: "F10: the provider's retry-after is not heeded",
    file: 'apps/worker/dist/activities/send-next-message.js',
    text: '{ nextRetryDelay: error.afterMs }',
    instead: '{ nextRetryDelay: 200 }',
    test: 'faults/provider',
    only: 'a provider that lies',
    says: /after \d+ ms/,
  },
  {
    name: 'F3: an event that was accepted before is accepted again',
    file: 'libs/casework/dist/intake/take-events.js',
    text: 'if (batch.acceptedKeys.has(key))',
    instead: 'if (batch.acceptedKeys.has(key) && false)',
    test: 'faults/process-kills',
    only: 'each killed at three points',
    says: /dead letters instead of|events taken instead of|every event was taken once|everything done|instead of/,
  },
  {
    name: 'F16: the events of a batch are taken side by side',
    file: 'apps/ingest/dist/take-messages.js',
    text: 'takeEvents(database, slug, items.map((item) => item.event), new Date(clock.now()));',
    instead:
      'Promise.all(items.map(({ event }) => takeEvents(database, slug, [event], new ' +
      'Date(clock.now())))).then((verdicts) => verdicts.flat());',
    test: 'faults/streams',
    only: 'a second ingest joins and leaves',
    says: / instead of r-I/,
  },
  {
    name: 'F18: an ingest that gets no more messages thinks all is well after its consumer died',
    file: 'apps/ingest/dist/ingest.module.js',
    text: 'process.exit(1);',
    instead: '',
    test: 'faults/streams',
    only: 'consumer is dead for good',
    says: /the process ends/,
  },
  {
    name: 'F4: the event that re-opens a case reaches only a run that is still open',
    file: 'apps/ingest/src/relay-to-temporal.ts',
    text: "if (subject.run > 1 && (await signalled(client, workflowId, 'payment', { reopened: subject.run }))) return;",
    instead:
      'if (subject.run > 1) ' +
      "return void (await signalled(client, workflowId, 'payment', { reopened: subject.run }));",
    suite: 'apps/worker',
    test: 'cases-on-real-services',
    only: 'the close race',
    says: /facts and workflows agree/,
  },
  {
    name: 'F4: the event that re-opens a case is not signalled to the run that is still ending',
    quick: true,
    file: 'apps/ingest/src/relay-to-temporal.ts',
    text: "if (subject.run > 1 && (await signalled(client, workflowId, 'payment', { reopened: subject.run }))) return;",
    instead: '',
    suite: 'apps/ingest',
    test: 'relay-to-temporal',
    only: 'goes on in the run that still ends',
    says: /"signals": 0/,
  },
  {
    name: 'F5: a late message starts its case',
    quick: true,
    file: 'apps/ingest/src/relay-to-temporal.ts',
    text: 'return ignoreEnded(handle.signal(signal, detail));',
    instead:
      "return void (await client.workflow.signalWithStart('collectInvoice', { workflowId: handle.workflowId, " +
      'taskQueue: COLLECTIONS_QUEUE, args: [{}], signal, signalArgs: [detail] }));',
    suite: 'apps/ingest',
    test: 'relay-to-temporal',
    only: 'a late signal starts nothing',
    says: /TERMINATED/,
  },
  {
    name: 'F5: a closed case may be started again',
    quick: true,
    file: 'apps/ingest/src/relay-to-temporal.ts',
    text: "subject.run > 1 ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE'",
    instead: "'ALLOW_DUPLICATE'",
    suite: 'apps/ingest',
    test: 'relay-to-temporal',
    only: 'a closed case is not started again',
    says: /TERMINATED/,
  },
  {
    name: 'F7: a sleep before each evaluation of the case',
    quick: true,
    file: 'libs/workflows/src/collect-invoice.ts',
    text: 'wake.markSeen();',
    instead: 'wake.markSeen();\n    await condition(() => false, 1000);',
    suite: 'libs/workflows',
    test: 'replay',
    only: "passes on today's code",
    says: /DeterminismViolationError/,
  },
  {
    name: 'F11: every customer is written to at the opening',
    quick: true,
    file: 'libs/domain/src/calendar/send-window.ts',
    text: '(fnv1a(seed) % spread)',
    instead: '(fnv1a(seed) % 1) * spread',
    suite: 'libs/domain',
    test: 'morning-storm',
    only: 'start spread evenly',
    says: /toBeLessThan/,
  },
  {
    name: 'F11: the rate of sends is set nowhere',
    file: 'apps/worker/src/collections-workers.ts',
    text: '...(rate === undefined ? {} : { maxTaskQueueActivitiesPerSecond: rate }),',
    instead: '',
    suite: 'apps/worker',
    test: 'timer-storm',
    only: 'no faster than allowed',
    says: /messages in \d+ ms, at most/,
  },
  {
    name: 'F12: organizations do not take turns in the queues',
    file: 'apps/ingest/src/relay-to-temporal.ts',
    text: 'return { fairnessKey: slug };',
    instead: 'return {};',
    suite: 'apps/worker',
    test: 'fair-delivery',
    only: 'within the first fifth',
    says: /Expected: 10\b/,
  },
  {
    name: 'F13: a timer before each evaluation of the case',
    quick: true,
    file: 'libs/workflows/src/collect-invoice.ts',
    text: 'wake.markSeen();',
    instead: 'wake.markSeen();\n    await condition(() => false, 1);',
    suite: 'apps/worker',
    test: 'cases-on-real-services',
    only: 'paid before the courtesy',
    says: /Expected: <= [78]\b/,
  },
  {
    name: 'F14: the result of an evaluation goes into the history',
    quick: true,
    file: 'apps/worker/src/activities/take-next-step.ts',
    text: 'did: step.did,',
    instead: "did: [...step.did, 'x'.repeat(16_000)],",
    suite: 'apps/worker',
    test: 'cases-on-real-services',
    only: 'paid before the courtesy',
    says: /Received: +(?:19|20)\d{3}\b/,
  },
  {
    name: 'F23: a step counts from a day too late',
    quick: true,
    file: 'libs/domain/src/decide/step-days.ts',
    text: 'const dayOn = addDays(dueOn, step.day);',
    instead: 'const dayOn = addDays(dueOn, step.day + 1);',
    suite: 'libs/domain',
    test: 'decide/life-cycle',
    only: 'do so whatever the dice',
    says: /expected \[.*\nbut it was \[/,
  },
  {
    name: 'F23: the next step does not wait for the one before it',
    file: 'libs/domain/src/decide/decide.ts',
    text: '!isNoLongerDue(step, facts.invoice.dueOn, today)\n    )\n      return step.id;',
    instead: '!isNoLongerDue(step, facts.invoice.dueOn, today)\n    )\n      return null;',
    suite: 'libs/domain',
    test: 'decide/life-cycle',
    only: 'do so whatever the dice',
    says: /expected \[.*\nbut it was \[/,
  },
  {
    name: 'F23: the distance between reminders is not kept',
    file: 'libs/domain/src/decide/step-days.ts',
    text: 'if (isMessage(step) && isReminder(step) && lastReminderOn) {',
    instead: 'if (isMessage(step) && isReminder(step) && lastReminderOn && minDaysBetween < 0) {',
    suite: 'libs/domain',
    test: 'decide/life-cycle',
    only: 'do so whatever the dice',
    says: /expected \[.*\nbut it was \[/,
  },
  {
    name: 'F23: more money is put on a claim than is open',
    quick: true,
    file: 'libs/domain/src/ledger/waiting-money.ts',
    text: 'const principalMinor = smaller(minor, invoice.openMinor);',
    instead: 'const principalMinor = payment.unallocatedMinor;',
    suite: 'libs/domain',
    test: 'decide/life-cycle',
    only: 'do so whatever the dice',
    says: /below zero/,
  },
  {
    name: 'F6: a move ends where it should go on as a new run',
    quick: true,
    file: 'libs/workflows/src/move-policy.ts',
    text: 'await continueAsNew<typeof movePolicy>(move);',
    instead: 'return moved;',
    suite: 'libs/workflows',
    test: 'rollover',
    only: '^a move of policies',
    says: /Expected: 8000/,
  },
  {
    name: 'F6: a case carries what it has seen from run to run',
    file: 'libs/workflows/src/collect-invoice.ts',
    text: 'await continueAsNew<typeof collectInvoice>(invoice);',
    instead:
      'await continueAsNew<typeof collectInvoice>({ ...invoice, slug: invoice.slug, ...{ seen: `${(invoice as ' +
      "unknown as { seen?: string }).seen ?? ''}x` } });",
    suite: 'libs/workflows',
    test: 'continue-as-new',
    only: 'is lossless at a threshold',
    says: /Expected: 1\b/,
  },
  {
    name: 'F6: a contact that rolls over while it waits forgets what was asked for',
    file: 'libs/workflows/src/contact-customer.ts',
    text: 'await continueAsNew<typeof contactCustomer>();',
    instead: "return 'idle';",
    suite: 'libs/workflows',
    test: 'rollover',
    only: '^a contact that rolls over',
    says: /has not gone on in a new run|Completed workflow/,
  },
];
