import { z } from 'zod';
import { channelSchema, stageSchema, templateSchema } from '@puntual/domain/policy/policy';
import { SIMULATED_TASKS } from '@puntual/domain/simulate/simulate-customer';
import { reasonSchema } from './schemas.ts';

const instant = z.iso.datetime();
const date = z.iso.date();
const policyKey = z.string().min(1).max(40);
const documentSchema = z.record(z.string(), z.unknown());

/** Most invoices and longest time of one simulation; the API holds the invoices that there are against the first. */
export const SIMULATED_INVOICES = 20_000;
export const SIMULATED_DAYS = 365;

/** Which policy to try: a version of a key (the newest when none is named), the draft of a key, or a document that nobody has saved. */
export const triedPolicySchema = z.union([
  z.strictObject({ key: policyKey, version: z.int().min(1).optional() }),
  z.strictObject({ key: policyKey, draft: z.literal(true) }),
  z.strictObject({ document: documentSchema }),
]);

/** What a simulation goes over. */
export const simulatedOverSchema = z.discriminatedUnion('kind', [
  /** All open invoices, from now on. */
  z.strictObject({ kind: z.literal('open') }),
  /** Open invoices, by the ERP's ids or own ones, from now on: their customers are simulated whole, and these invoices alone get the policy. */
  z.strictObject({
    kind: z.literal('invoices'),
    invoiceIds: z.array(z.string().min(1).max(100)).min(1).max(SIMULATED_INVOICES),
  }),
  /** The invoices and payments of the past as they really came, from the first day to the last: held against what really happened. */
  z.strictObject({ kind: z.literal('history'), from: date, to: date }),
]);

export const simulateSchema = z
  .strictObject({
    over: simulatedOverSchema.default({ kind: 'open' }),
    /** Left out: every case goes on with the policy that it runs on. */
    policy: triedPolicySchema.optional(),
    /** Which cases get the policy: all, or only those that run on another version of its key. */
    cases: z.enum(['all', 'same-policy']).default('all'),
    /** From now on; history has its own days. */
    days: z.int().min(1).max(SIMULATED_DAYS).default(90),
    /** Calls are made on the day they are due and nobody answers, or nobody makes them. */
    calls: z.enum(['no-answer', 'not-made']).default('no-answer'),
    /** Customers listed one by one; the sums are over all. */
    limit: z.int().min(1).max(200).default(50),
    cursor: z.string().max(500).optional(),
  })
  .meta({ id: 'Simulate' });
export type Simulate = z.infer<typeof simulateSchema>;

const countOf = <Key extends z.ZodType>(key: Key) => z.array(z.object({ at: key, count: z.int() }));

/** A simulation, or what really happened, in numbers. Thank-yous are messages and no contacts; days are the customers' own. */
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
    /** How many customers get so many contacts. */
    contactsPerCustomer: countOf(z.int()),
    /** Days from one contact of a customer to the next. */
    daysBetweenContacts: countOf(z.int()),
    /** Of how many invoices the first contact comes so many days after the due date (before it: negative). */
    firstContactAfterDue: countOf(z.int()),
    byStage: countOf(stageSchema),
    byTemplate: countOf(templateSchema),
  })
  .meta({ id: 'SimulationSummary' });
export type SimulationSummaryView = z.infer<typeof simulationSummarySchema>;

/** One customer's run. `invoices`: the ERP's ids of those that asked for the message and those that it lists as overdue. */
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
    /** What the current policies would do, or what really happened. */
    other: customerRunSchema.nullable(),
    difference: z.object({ messages: z.int(), contacts: z.int(), tasks: z.int(), same: z.boolean() }).nullable(),
  })
  .meta({ id: 'SimulatedCustomer' });
export type SimulatedCustomerView = z.infer<typeof simulatedCustomerSchema>;

export const simulationDifferencesSchema = z
  .object({
    totals: simulationSummarySchema.shape.totals,
    customers: z.object({ same: z.int(), moreContacts: z.int(), fewerContacts: z.int(), otherwise: z.int() }),
    /** Of invoices: whether the first contact comes on the same day as in the other run, earlier or later, only here, only there, or in neither. */
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
    /** What the run is held against: the policies that cases run on now, what really happened, or nothing. */
    against: z.enum(['current-policies', 'record']).nullable(),
    invoices: z.int(),
    /** Invoices that the policy was given to. */ appliedTo: z.int(),
    items: z.array(simulatedCustomerSchema),
    nextCursor: z.string().nullable(),
    /** With the first page: the numbers over all customers, those that they are held against, and this run less the other. */
    summary: simulationSummarySchema.nullable(),
    other: simulationSummarySchema.nullable(),
    differences: simulationDifferencesSchema.nullable(),
    /** What the simulation takes for granted, and what to look out for. */
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
