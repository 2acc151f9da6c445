import ts from 'typescript';
import { type ImportGraph, isForTests } from './import-graph.ts';

/** A table that only its owner's files write: its name in SQL and in Prisma, and how those files begin. */
export interface OwnedTable {
  readonly table: string;
  readonly model: string;
  readonly owners: readonly string[];
}

/** The tables with one owner. What the relay does to its outbox rows (taken, tried, done) is the owner's other half. */
export const OWNED_TABLES: readonly OwnedTable[] = [
  { table: 'task', model: 'task', owners: ['libs/casework/src/tasks/'] },
  { table: 'task_invoice', model: 'taskInvoice', owners: ['libs/casework/src/tasks/'] },
  { table: 'hold', model: 'hold', owners: ['libs/casework/src/holds/'] },
  {
    table: 'customer_pause',
    model: 'customerPause',
    // Pauses by a person, and those after a customer's mail, which alone have a reply.
    owners: ['libs/casework/src/people/customer-pauses.ts', 'libs/casework/src/replies/reply-pauses.ts'],
  },
  {
    table: 'outbox',
    model: 'outbox',
    owners: ['libs/casework/src/record/outbox.ts', 'libs/db/src/outbox-reader.ts'],
  },
  { table: 'promise', model: 'paymentPromise', owners: ['libs/casework/src/promises/'] },
  { table: 'promise_invoice', model: 'promiseInvoice', owners: ['libs/casework/src/promises/'] },
  { table: 'payment_plan', model: 'paymentPlan', owners: ['libs/casework/src/payment-plans/'] },
  { table: 'payment_plan_invoice', model: 'paymentPlanInvoice', owners: ['libs/casework/src/payment-plans/'] },
  { table: 'plan_agreement', model: 'planAgreement', owners: ['libs/casework/src/payment-plans/'] },
  {
    table: 'portal_link',
    model: 'portalLink',
    owners: [
      'libs/casework/src/portal-links/',
      'libs/casework/src/portal/',
      'libs/casework/src/intake/move-customer-rows.ts',
    ],
  },
  {
    table: 'portal_act',
    model: 'portalAct',
    owners: ['libs/casework/src/portal/', 'libs/casework/src/intake/move-customer-rows.ts'],
  },
  { table: 'audit_event', model: 'auditEvent', owners: ['libs/casework/src/record/audit.ts'] },
  { table: 'case_decision', model: 'caseDecision', owners: ['libs/casework/src/cases/store-decisions.ts'] },
  { table: 'message_decision', model: 'messageDecision', owners: ['libs/casework/src/contact/store-composition.ts'] },
  { table: 'supply_hold', model: 'supplyHold', owners: ['libs/casework/src/supply/supply-holds.ts'] },
  {
    table: 'customer_credit',
    model: 'customerCredit',
    owners: ['libs/casework/src/credit/', 'libs/casework/src/intake/move-customer-rows.ts'],
  },
  {
    table: 'credit_limit_change',
    model: 'creditLimitChange',
    owners: ['libs/casework/src/credit/', 'libs/casework/src/intake/move-customer-rows.ts'],
  },
  {
    table: 'invoice_assignment',
    model: 'invoiceAssignment',
    owners: ['libs/casework/src/intake/take-assignment.ts'],
  },
  { table: 'agency', model: 'agency', owners: ['libs/casework/src/agencies/'] },
  { table: 'agency_entry', model: 'agencyEntry', owners: ['libs/casework/src/agencies/'] },
  { table: 'agency_message', model: 'agencyMessage', owners: ['libs/casework/src/agencies/'] },
  { table: 'agency_report', model: 'agencyReport', owners: ['libs/casework/src/agencies/'] },
  { table: 'placement_file', model: 'placementFile', owners: ['libs/casework/src/cases/pack-files.ts'] },
  {
    table: 'customer_group',
    model: 'customerGroup',
    owners: ['libs/casework/src/groups/', 'libs/casework/src/record/customer-groups.ts'],
  },
  { table: 'customer_group_member', model: 'customerGroupMember', owners: ['libs/casework/src/groups/'] },
  {
    table: 'reply',
    model: 'reply',
    owners: ['libs/casework/src/replies/', 'libs/casework/src/intake/move-customer-rows.ts'],
  },
  { table: 'reply_file', model: 'replyFile', owners: ['libs/casework/src/replies/'] },
  { table: 'reply_answer', model: 'replyAnswer', owners: ['libs/casework/src/replies/'] },
  { table: 'audit_block', model: 'auditBlock', owners: ['libs/casework/src/audit/seal-block.ts'] },
  { table: 'audit_sealed_event', model: 'auditSealedEvent', owners: ['libs/casework/src/audit/seal-block.ts'] },
];

/** A place of shipped code that writes a table. */
export interface TableWrite {
  readonly path: string;
  readonly line: number;
  readonly table: string;
}

const WRITING_CALLS =
  /^(create|createMany|createManyAndReturn|update|updateMany|updateManyAndReturn|upsert|delete|deleteMany)$/;

/** The writes of owned tables outside their owners' files: Prisma's calls, `insertRows`, SQL in strings. */
export function foreignWrites(graph: ImportGraph, owned: readonly OwnedTable[]): TableWrite[] {
  const found: TableWrite[] = [];
  for (const [path, { source }] of graph) {
    if (isForTests(path)) continue;
    const foreign = owned.filter(({ owners }) => !owners.some((owner) => path.startsWith(owner)));
    const visit = (node: ts.Node): void => {
      for (const { table } of foreign.filter((each) => writes(node, each))) {
        found.push({ path, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, table });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

function writes(node: ts.Node, { table, model }: OwnedTable): boolean {
  if (ts.isCallExpression(node)) return isModelCall(node, model) || isInsertRows(node, table);
  if (!ts.isTemplateExpression(node) && !ts.isStringLiteralLike(node)) return false;
  return new RegExp(
    `\\b(INSERT\\s+INTO|UPDATE(\\s+ONLY)?|DELETE\\s+FROM|MERGE\\s+INTO|TRUNCATE)\\s+"?${table}"?(?![\\w"])`,
    'i',
  ).test(node.getText());
}

function isModelCall({ expression }: ts.CallExpression, model: string): boolean {
  return (
    ts.isPropertyAccessExpression(expression) &&
    WRITING_CALLS.test(expression.name.text) &&
    ts.isPropertyAccessExpression(expression.expression) &&
    expression.expression.name.text === model
  );
}

function isInsertRows({ expression, arguments: given }: ts.CallExpression, table: string): boolean {
  const named = given[1];
  return expression.getText() === 'insertRows' && !!named && ts.isStringLiteralLike(named) && named.text === table;
}
