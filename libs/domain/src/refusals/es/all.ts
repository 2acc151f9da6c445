import type { Words } from '../refusal.ts';
import type { Refusals } from '../refusals.ts';
import { disputes } from './disputes.ts';
import { events } from './events.ts';
import { input } from './input.ts';
import { ledger } from './ledger.ts';
import { money } from './money.ts';
import { openItems } from './open-items.ts';
import { payments } from './payments.ts';
import { policy } from './policy.ts';
import { requests } from './requests.ts';
import { settings } from './settings.ts';
import { tasks } from './tasks.ts';

/** The sentence of every refusal, in Spanish. */
export const spanish: Words<Refusals> = {
  ...disputes,
  ...events,
  ...input,
  ...ledger,
  ...money,
  ...openItems,
  ...payments,
  ...policy,
  ...requests,
  ...settings,
  ...tasks,
};
