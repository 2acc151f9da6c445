import { MisbehaviourPlan } from './misbehaviour-plan.ts';
import { behaviourSchema, type Behaviour } from './misbehaviour-schema.ts';
import type { Outbox } from './outbox.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** What the outside world knows: everything that a reset empties or replaces. */
export class WorldState {
  readonly outbox: Outbox;
  readonly sender: WebhookSender | null;
  readonly now: () => number;
  #misbehaviour: MisbehaviourPlan;
  #requestsWithoutKey = 0;

  constructor(parts: {
    readonly outbox: Outbox;
    readonly sender: WebhookSender | null;
    /** Epoch milliseconds. */
    readonly now: () => number;
    readonly behaviour: Behaviour;
  }) {
    this.outbox = parts.outbox;
    this.sender = parts.sender;
    this.now = parts.now;
    this.#misbehaviour = new MisbehaviourPlan(parts.behaviour);
  }

  /** The plan in force; a request keeps the plan with which it began. */
  get misbehaviour(): MisbehaviourPlan {
    return this.#misbehaviour;
  }

  /** Replaces the behaviour and resets its counters. */
  setBehaviour(behaviour: Behaviour): void {
    this.#misbehaviour = new MisbehaviourPlan(behaviour);
  }

  /** Numbers the requests that come without a key. */
  nextNumber(): number {
    return (this.#requestsWithoutKey += 1);
  }

  /** Deletes every message, request, key and webhook, and restores the faultless behaviour. */
  async empty(): Promise<void> {
    await this.sender?.clear();
    await this.outbox.clear();
    this.setBehaviour(behaviourSchema.parse({}));
    this.#requestsWithoutKey = 0;
  }
}
