import type { components } from './api-types.ts';

// The API's answers under the names that the pages use. `api-types.ts` is generated from `apps/api/openapi.json`.
type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type SessionView = Schemas['Session'];
export type InvoiceView = Schemas['Invoice'];
export type InvoiceDetailView = Schemas['InvoiceDetail'];
export type PlanView = Schemas['Plan'];
export type CustomerDetailView = Schemas['CustomerDetail'];
export type CustomerPlanView = Schemas['CustomerPlan'];
export type PlannedContactView = Schemas['PlannedContact'];
export type MessageView = Schemas['Message'];
export type TaskView = Schemas['Task'];
export type ImportView = Schemas['Import'];

/** One page of a list. */
export interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}
