import type { DisputeRefusals } from './disputes.ts';
import type { EventRefusals } from './events.ts';
import type { InputRefusals } from './input.ts';
import type { LedgerRefusals } from './ledger.ts';
import type { MoneyRefusals } from './money.ts';
import type { OpenItemsRefusals } from './open-items.ts';
import type { PaymentRefusals } from './payments.ts';
import type { PolicyRefusals } from './policy.ts';
import type { RefusalOf } from './refusal.ts';
import type { RequestRefusals } from './requests.ts';
import type { SettingsRefusals } from './settings.ts';
import type { TaskRefusals } from './tasks.ts';

/** Every code with its values. A code belongs to one family: two that gave one code other values would not compile. */
export interface Refusals
  extends
    DisputeRefusals,
    EventRefusals,
    InputRefusals,
    LedgerRefusals,
    MoneyRefusals,
    OpenItemsRefusals,
    PaymentRefusals,
    PolicyRefusals,
    RequestRefusals,
    SettingsRefusals,
    TaskRefusals {}

/**
 * What is wrong with an input: a code, where, and the values that its sentence speaks of. `sayRefusal` has the words.
 */
export type Refusal = RefusalOf<Refusals>;
