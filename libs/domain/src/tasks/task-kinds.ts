/** What is known of one kind of task. */
interface TaskKindRule {
  /** The outcomes with which a person can end it. */
  readonly outcomes: readonly string[];
  /** The outcomes with which it ends by itself, because the facts changed. */
  readonly ownOutcomes: readonly string[];
  /** Who may end it: all who work on cases, or only those who answer for the money. */
  readonly endedBy: 'workers' | 'deciders';
  /** Whether a customer has at most one open task of the kind: one that is opened meanwhile joins it. */
  readonly onePerCustomer: boolean;
}

/** Every kind of task. A new kind is one entry here; TypeScript then names the places that must know it. */
export const taskKinds = {
  call: {
    outcomes: [
      'promised',
      'dispute',
      'no-answer',
      'voicemail',
      'refuses',
      'paid-already',
      'wrong-contact',
      'wants-plan',
      'paying-now',
      'not-received',
      'call-back',
    ],
    // `taken-back`: the outcome that opened the task was taken back.
    ownOutcomes: ['settled', 'merged', 'taken-back'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
  'approve-agency': {
    outcomes: ['approve', 'reject'],
    ownOutcomes: ['settled', 'taken-back'],
    endedBy: 'deciders',
    onePerCustomer: false,
  },
  'fix-contact': {
    outcomes: ['fixed', 'cannot-fix'],
    ownOutcomes: ['fixed', 'settled', 'merged', 'taken-back'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
  'ambiguous-send': {
    outcomes: ['was-sent', 'was-not-sent'],
    ownOutcomes: ['was-sent', 'settled'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  'unapplied-cash': {
    outcomes: ['handled'],
    ownOutcomes: ['placed', 'reversed', 'refunded'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  reconcile: {
    outcomes: ['handled'],
    ownOutcomes: ['agreed', 'merged'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
  // Opened for a case that has nothing to do by itself (`nextAct`). It ends by itself when the case goes on.
  'review-case': {
    outcomes: ['chase', 'call-again', 'handled'],
    ownOutcomes: ['settled', 'goes-on', 'merged'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
  'complete-invoice': {
    outcomes: ['completed', 'not-needed'],
    ownOutcomes: ['settled', 'merged', 'taken-back'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
  'confirm-payment': {
    outcomes: ['ready', 'missing', 'promised', 'no-answer'],
    ownOutcomes: ['settled', 'merged'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
  // A person clears the dispute up. It ends by itself when the dispute ends elsewhere or its credit note arrives.
  dispute: {
    outcomes: ['for-customer', 'for-us', 'withdrawn'],
    ownOutcomes: ['resolved', 'withdrawn', 'credit-arrived', 'replaced', 'settled', 'merged'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  // Nobody resolved the dispute by its deadline: a manager decides how it goes on.
  'dispute-overdue': {
    outcomes: ['for-customer', 'for-us', 'withdrawn', 'handled'],
    ownOutcomes: ['resolved', 'withdrawn', 'credit-arrived', 'replaced', 'settled', 'merged'],
    endedBy: 'deciders',
    onePerCustomer: false,
  },
  // A short payment looks like a deduction: a person says whether it becomes a dispute.
  deduction: {
    outcomes: ['open-dispute', 'no-dispute'],
    ownOutcomes: ['settled', 'merged'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  // Nobody ends it in the task list: it ends when its money is assigned to a customer, was sent back, or is listed
  // payment by payment in a later file.
  'unidentified-receipt': {
    outcomes: [],
    ownOutcomes: ['assigned', 'split', 'returned', 'listed'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  // Opened by the call outcome `wants-plan`. It ends by itself when a plan about its invoices is made.
  'propose-plan': {
    outcomes: ['no-plan'],
    ownOutcomes: ['plan-made', 'settled', 'merged'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
  // A payment plan beyond what a collector may grant: another person than the proposer decides.
  'approve-plan': {
    outcomes: ['approve', 'reject'],
    ownOutcomes: ['not-needed', 'settled'],
    endedBy: 'deciders',
    onePerCustomer: false,
  },
  // What a customer owes passed the limit of credit. Once for each crossing: a task that a person ended is not opened
  // again before the exposure was back under the limit.
  'credit-limit': {
    outcomes: ['handled'],
    ownOutcomes: ['back-under', 'limit-raised', 'limit-removed', 'merged'],
    endedBy: 'deciders',
    onePerCustomer: true,
  },
  // A customer says in the portal that it paid, or sent a list of what it paid: a person looks for the money.
  'check-payment': {
    outcomes: ['handled'],
    ownOutcomes: ['settled', 'merged'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  // A customer asked in the portal for what only a person may grant: a person answers.
  'answer-customer': {
    outcomes: ['handled'],
    ownOutcomes: ['settled', 'merged'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  // A payment came back, and nobody knows which: a person reverses it. It ends by itself when a later file, or the same
  // file again, finds the payment.
  'untied-return': {
    outcomes: ['handled'],
    ownOutcomes: ['tied'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  // Money was paid back, and the credit of several customers fits: a person enters the refund of the right one. It ends
  // by itself when the same file, given again, finds that refund.
  'untied-refund': {
    outcomes: ['handled'],
    ownOutcomes: ['tied'],
    endedBy: 'workers',
    onePerCustomer: false,
  },
  // A customer wrote, and chasing is silent for some days: a person answers, or does what the mail asks for.
  'answer-reply': {
    outcomes: ['answered', 'promised', 'dispute', 'paid-already', 'handled'],
    ownOutcomes: ['untied', 'merged'],
    endedBy: 'workers',
    onePerCustomer: true,
  },
} as const satisfies Readonly<Record<string, TaskKindRule>>;

export type TaskKind = keyof typeof taskKinds;
/** The outcomes with which a person can end a task of kind `K`. */
export type OutcomeOf<K extends TaskKind> = (typeof taskKinds)[K]['outcomes'][number];
/** The outcomes with which a task of kind `K` can end, by a person or by itself. */
export type EndOf<K extends TaskKind> = OutcomeOf<K> | (typeof taskKinds)[K]['ownOutcomes'][number];
/** An outcome that a person can give, of any kind. */
export type TaskOutcome = OutcomeOf<TaskKind>;
/** An outcome of any kind, given by a person or not. */
export type TaskEnd = EndOf<TaskKind>;

export const TASK_KINDS = Object.keys(taskKinds) as [TaskKind, ...TaskKind[]];

/** The outcomes that a person can give, each once, in the order of the kinds. */
export const TASK_OUTCOMES = distinct(Object.values(taskKinds).flatMap((rule) => rule.outcomes)) as [
  TaskOutcome,
  ...TaskOutcome[],
];

/** All outcomes, each once: those that a person can give first. */
export const TASK_ENDS = distinct([
  ...TASK_OUTCOMES,
  ...Object.values(taskKinds).flatMap((rule): readonly TaskEnd[] => rule.ownOutcomes),
]) as [TaskEnd, ...TaskEnd[]];

/** The outcomes with which a person can end a task of the kind. Empty for a kind that only ends by itself. */
export function outcomesOf(kind: TaskKind): readonly TaskOutcome[] {
  return taskKinds[kind].outcomes;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
