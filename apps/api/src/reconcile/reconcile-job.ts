import type { Reconcile, ReconciliationView } from '@puntual/contracts/api/reconcile';
import type { Language } from '@puntual/domain/language/languages';
import type { Refusal } from '@puntual/domain/refusals/refusals';
import type { JobKind } from '../threads/job-kind.ts';

/** A list of open items as it was sent, and the state of the ledger that it is compared with. */
export interface ReconcileInput {
  readonly organizationId: string;
  readonly sent: Pick<Reconcile, 'items' | 'credits' | 'csv'>;
  readonly asked: { readonly asOf: string | null; readonly knownAt: number | null };
  readonly language: Language;
}

/** The comparison as the API answers it, or the faults of the list. */
export type Reconciled = { readonly view: ReconciliationView } | { readonly faults: readonly Refusal[] };

/** Compares a list of open items with the ledger. */
export const reconcileJob: JobKind<ReconcileInput, Reconciled> = { name: 'reconcile' };
