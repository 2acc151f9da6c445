import { z } from 'zod';
import { SIMULATED_TASKS } from '@puntual/domain/simulate/happening';
import { amount, date, instant, reasonSchema } from './common.ts';
import { channelSchema, stageSchema, templateSchema } from '@puntual/domain/policy/vocabulary';

const policyKey = z.string().min(1).max(40);
const documentSchema = z.record(z.string(), z.unknown());

/** Most invoices and days of one simulation; the API checks the number of invoices. */
export const SIMULATED_INVOICES = 20_000;
export const SIMULATED_DAYS = 365;

/** The policy to simulate: a version of a key (default: the newest), the draft of a key, or an unsaved document. */
export const triedPolicySchema = z.union([
  z.strictObject({ key: policyKey, version: z.int().min(1).optional() }),
  z.strictObject({ key: policyKey, draft: z.literal(true) }),
  z.strictObject({ document: documentSchema }),
]);

/** The invoices that a simulation covers. */
export const simulatedOverSchema = z.discriminatedUnion('kind', [
  /** All open invoices, from now on. */
  z.strictObject({ kind: z.literal('open') }),
  /**
   * Given open invoices (ERP ids or row ids), from now on. Their customers are simulated completely, but only these
   * invoices get the policy.
   */
  z.strictObject({
    kind: z.literal('invoices'),
    invoiceIds: z.array(z.string().min(1).max(100)).min(1).max(SIMULATED_INVOICES),
  }),
  /** The invoices and payments of a past period, compared with what really happened. */
  z.strictObject({ kind: z.literal('history'), from: date, to: date }),
]);

export const simulateSchema = z
  .strictObject({
    over: simulatedOverSchema.default({ kind: 'open' }),
    /** Without a policy, every case keeps the policy that it runs on. */
    policy: triedPolicySchema.optional(),
    /** Which cases get the policy: all, or only those on another version of the same key. */
    cases: z.enum(['all', 'same-policy']).default('all'),
    /** Days from now on; a `history` has its own period. */
    days: z.int().min(1).max(SIMULATED_DAYS).default(90),
    /** Whether calls are made on their day without an answer, or never made. */
    calls: z.enum(['no-answer', 'not-made']).default('no-answer'),
    /** Customers listed individually; the sums cover all of them. */
    limit: z.int().min(1).max(200).default(50),
    cursor: z.string().max(500).optional(),
  })
  .meta({ id: 'Simulate' });
export type Simulate = z.infer<typeof simulateSchema>;

const countOf = <Key extends z.ZodType>(key: Key) => z.array(z.object({ at: key, count: z.int() }));

/**
 * The counts of a simulation, or of what really happened. Thank-yous count as messages and not as contacts; days are
 * the customers' local days.
 */
export const simulationSummarySchema = z
  .object({
    totals: z.object({
      customers: z.int(),
      customersContacted: z.int(),
      messages: z.int(),
      contacts: z.int(),
      reminders: z.int(),
      unreachable: z.int(),
      calls: z.int(),
      callsOverdue: z.int(),
      supplyHolds: z.int(),
      agencyHandOffs: z.int(),
      tasks: z.int(),
    }),
    mostMessagesPerCustomerAndDay: z.int(),
    messagesPerDay: countOf(date),
    tasksPerDay: z.array(
      z.object({ on: date, calls: z.int(), approvals: z.int(), contactData: z.int(), all: z.int() }),
    ),
    /** How many customers get how many contacts. */
    contactsPerCustomer: countOf(z.int()),
    /** Days between two contacts of a customer. */
    daysBetweenContacts: countOf(z.int()),
    /** How many invoices get their first contact how many days after the due date (negative: before it). */
    firstContactAfterDue: countOf(z.int()),
    byStage: countOf(stageSchema),
    byTemplate: countOf(templateSchema),
    /** The late fees that the messages bring, by currency. Those of a recorded period are not counted. */
    fees: z.array(z.object({ currency: z.string(), count: z.int(), amount })),
  })
  .meta({ id: 'SimulationSummary' });
export type SimulationSummaryView = z.infer<typeof simulationSummarySchema>;

/**
 * One customer's run. `invoices` holds the ERP's ids of the invoices that requested the message and of those listed as
 * overdue.
 */
export const customerRunSchema = z
  .object({
    messages: z.array(
      z.object({
        on: date,
        template: templateSchema,
        stage: stageSchema,
        channel: channelSchema,
        invoices: z.array(z.string()),
      }),
    ),
    tasks: z.array(z.object({ on: date, kind: z.enum(SIMULATED_TASKS) })),
    firstContactOn: date.nullable(),
    daysBetweenContacts: z.array(z.int()),
    unreachableOn: z.array(date),
  })
  .meta({ id: 'CustomerRun' });
export type CustomerRunView = z.infer<typeof customerRunSchema>;

export const simulatedCustomerSchema = z
  .object({
    id: z.uuid(),
    customerId: z.string(),
    name: z.string(),
    invoices: z.int(),
    run: customerRunSchema,
    /** The run to compare with: the current policies, or what really happened. */
    other: customerRunSchema.nullable(),
    difference: z.object({ messages: z.int(), contacts: z.int(), tasks: z.int(), same: z.boolean() }).nullable(),
  })
  .meta({ id: 'SimulatedCustomer' });
export type SimulatedCustomerView = z.infer<typeof simulatedCustomerSchema>;

export const simulationDifferencesSchema = z
  .object({
    totals: simulationSummarySchema.shape.totals,
    customers: z.object({ same: z.int(), moreContacts: z.int(), fewerContacts: z.int(), otherwise: z.int() }),
    /**
     * Number of invoices whose first contact comes on the same day as in the other run, earlier, later, in only one of
     * the two, or in neither.
     */
    firstContacts: z.object({
      same: z.int(),
      earlier: z.int(),
      later: z.int(),
      only: z.int(),
      onlyOther: z.int(),
      none: z.int(),
    }),
  })
  .meta({ id: 'SimulationDifferences' });

export const simulationSchema = z
  .object({
    from: instant,
    to: instant,
    policy: z
      .object({ key: z.string(), version: z.int(), source: z.enum(['version', 'draft', 'document']) })
      .nullable(),
    /** What the run is compared with: the current policies, what really happened, or nothing. */
    against: z.enum(['current-policies', 'record']).nullable(),
    invoices: z.int(),
    /** Number of invoices that got the policy. */ appliedTo: z.int(),
    items: z.array(simulatedCustomerSchema),
    nextCursor: z.string().nullable(),
    /** On the first page only: the counts over all customers, the counts to compare with, and the difference. */
    summary: simulationSummarySchema.nullable(),
    other: simulationSummarySchema.nullable(),
    differences: simulationDifferencesSchema.nullable(),
    /** The assumptions of the simulation, and warnings. */
    notes: z.array(reasonSchema),
  })
  .meta({ id: 'Simulation' });
export type SimulationView = z.infer<typeof simulationSchema>;

/** A line of the stream (`Accept: application/x-ndjson`): progress, then the result or the problem that ended it. */
export const simulationLineSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('progress'), phase: z.enum(['reading', 'simulating']), done: z.int(), of: z.int() }),
    z.object({ kind: z.literal('result'), result: simulationSchema }),
    z.object({ kind: z.literal('problem'), status: z.int(), code: z.string(), detail: z.string() }),
  ])
  .meta({ id: 'SimulationLine' });
export type SimulationLine = z.infer<typeof simulationLineSchema>;
