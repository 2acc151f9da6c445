import type { HoldKind, InvoiceStatus } from '../decide/case-facts.ts';
import type { ChargeKind } from '../policy/charge-cap.ts';
import type { ReviewReason } from '../tasks/review-reasons.ts';
import type { CustomerProcedure } from '../policy/customer-procedure.ts';
import type { TaskEnd, TaskKind } from '../tasks/task-kinds.ts';
import type { AccessAuditData } from './access-audit-data.ts';
import type { Import, ImportCounts } from './audit-imports.ts';
import type { AuditKind } from './audit-kinds.ts';
import type { CreditAuditData } from './credit-audit-data.ts';
import type { DisputeAuditData } from './dispute-audit-data.ts';
import type { AgencyAuditData } from './agency-audit.ts';
import type { PortalAudit } from './portal-audit.ts';
import type { ReplyAuditData } from './reply-audit-data.ts';
import type { PromiseAudit } from './promise-audit.ts';
import type { WorklistAuditData } from './worklist-audit.ts';
import type { CallAuditData } from './call-audit-data.ts';

/** An amount as audit events hold it: a decimal string in the minor units of its currency. */
export interface AuditAmount {
  readonly amount: string;
  readonly currency: string;
}

/** One audit event: its kind, with the data of that kind. `K` narrows it to some kinds. */
export type AuditEvent<K extends AuditKind = AuditKind> = {
  readonly [Each in K]: { readonly kind: Each; readonly data: AuditData[Each] };
}[K];

/**
 * What the event of each kind records besides its time, its actor, and the customer and invoice that it is about. Days
 * are `YYYY-MM-DD`, instants ISO 8601. Ids are row ids, except the ERP's `paymentId`, `customerId` and `contactId` and
 * the bank's `receiptId`.
 *
 * A field may be added, and is optional when not every writer knows it. A field is never renamed: stored events keep
 * their shape, so events of older versions may lack any of these fields, and readers must cope with that.
 */
export interface AuditData
  extends
    AccessAuditData,
    AgencyAuditData,
    CreditAuditData,
    DisputeAuditData,
    PortalAudit,
    PromiseAudit,
    WorklistAuditData,
    CallAuditData,
    ReplyAuditData {
  /** An act that the API refused: the pattern of its route, the role that asked, and the code of the refusal. */
  'access.refused': { readonly route: string; readonly role: string; readonly code: string };
  'case.closed': { readonly outcome: Exclude<InvoiceStatus, 'open'>; readonly run: number };
  /** `how`: how the amount was computed. */
  'charge.added': ChargeAmount & { readonly how: object; readonly messageId: string };
  'charge.paid': ChargeAmount & { readonly paymentId: string };
  /** `reason`: why the charge had been waived. `cause`: the event or act that made the charge owed again. */
  'charge.restored': ChargeAmount & { readonly reason: string; readonly cause?: string };
  'charge.taken-back': ChargeAmount & { readonly reason: string };
  'charge.waived': ChargeAmount & { readonly reason: string };
  /** `on`: the day without a known rate. `source`: where the limit that was reached comes from. */
  'charge.withheld': {
    readonly charge: ChargeKind;
    readonly because: string;
    readonly regime?: string;
    readonly on?: string;
    readonly source?: string;
    readonly messageId: string;
  };
  'contact.opted-in': OptOut;
  'contact.opted-out': OptOut;
  'contact.resumed': { readonly stoppedAt: string };
  'contact.stopped': { readonly reason: string | null };
  'credit-note.allocated': Allocation;
  'credit-note.received': PaymentAmount;
  /** What of a refund (the ERP's id) came from a payment or credit note, and the day on which it was paid back. */
  'credit.refunded': PaymentAmount & { readonly refundId: string; readonly on: string };
  /** The collectors (person ids). */
  'customer.account-manager-set': { readonly from: string | null; readonly to: string | null };
  'customer.created': CustomerChange;
  /** The group, by the ERP's id. */
  'customer.group-joined': { readonly groupId: string };
  'customer.group-left': { readonly groupId: string };
  'customer.pays-for-group': { readonly groupId: string };
  /** The customers, by the ERP's ids. */
  'customer.merged': { readonly from: string; readonly into: string };
  'customer.updated': CustomerChange;
  /** How the customer pays, as it was told: what invoices need, the cut-off day, the pay runs. */
  'customer.procedure-set': CustomerProcedure;
  /** The discount by which the payment was short. */
  'discount.late': AuditAmount;
  'discount.taken': AuditAmount & { readonly lateDays?: number };
  'discount.taken-up': AuditAmount;
  'event.dismissed': WaitingEvent;
  /** `refusal`: the code for which it was refused when what it waited for came. */
  'event.waiting': WaitingEvent & { readonly refusal?: string };
  'feed.retired': { readonly feed: string; readonly completeUntil: string };
  /** The hold has another last day. */
  'hold.changed': { readonly holdId: string; readonly kind: HoldKind; readonly until: string | null };
  'hold.opened': { readonly holdId: string; readonly kind: HoldKind; readonly until: string | null };
  'hold.released': { readonly holdId: string; readonly kind: HoldKind };
  'import.ended': Import &
    Partial<ImportCounts> & {
      readonly dryRun: boolean;
      readonly state: 'done' | 'failed';
      readonly unidentified?: number;
    };
  'import.received': Import & { readonly dryRun: boolean; readonly bytes?: number };
  'import.stopped': Import & Pick<ImportCounts, 'lines' | 'accepted'>;
  /** `fields`: the fields that the amendment changed. */
  'invoice.amended': {
    readonly revision: number;
    readonly fields: readonly string[];
    readonly dueOn?: { readonly from: string; readonly to: string };
    readonly total?: { readonly from: AuditAmount; readonly to: AuditAmount };
  };
  /** `to` and `from`: the factor. */
  'invoice.assigned': { readonly on: string; readonly to: string };
  'invoice.given-back': { readonly on: string; readonly from: string };
  'invoice.cancelled': Readonly<Record<string, never>>;
  'invoice.issued': { readonly number: string; readonly total: AuditAmount; readonly dueOn: string };
  'invoice.reopened': OpenAmount;
  'invoice.settled': { readonly as: InvoiceStatus; readonly on: string };
  'invoice.write-off-reversed': AuditAmount & OpenAmount & { readonly reason: string };
  /** `reason`: why a person gave the amount up. `paymentId`: the payment of which a bank kept the amount. */
  'invoice.written-off': AuditAmount &
    Partial<OpenAmount> & {
      readonly because: 'given-up' | 'small-balance' | 'bank-charges';
      readonly reason?: string;
      readonly paymentId?: string;
    };
  'message.ambiguous': { readonly messageId: string; readonly reason: string; readonly taskId?: string };
  /**
   * A message did not arrive. `state`: what the provider reported. `reason`: the cause in the provider's code words.
   * `contactIds`: whom it did not reach. `reached`: whether it reached other recipients, nobody, or the report does not
   * say.
   */
  'message.bounced': {
    readonly messageId: string;
    readonly state?: 'bounced' | 'failed' | 'suppressed' | 'complained';
    readonly reason?: string;
    readonly contactIds?: readonly string[];
    readonly reached?: 'nobody' | 'others' | 'unknown';
  };
  'message.failed': { readonly messageId: string; readonly channel: string };
  /** `sha256`: of the bytes. `decision`: of what the gate decided. `settledBy`: whose word says that it was sent. */
  'message.sent': {
    readonly messageId: string;
    readonly template: string;
    readonly channel: string;
    readonly section: string;
    readonly stepId: string | null;
    readonly sha256: string;
    readonly decision?: string;
    readonly settledBy: string;
  };
  'message.unreachable': { readonly taskId: string; readonly because: 'no-way' | 'ambiguous-contact' };
  'open-items.compared': { readonly asOf: string; readonly agreed: number; readonly different: number };
  'payment.allocated': Allocation;
  /** The invoice of a customer of the payer's group: the ERP's ids of both. */
  'payment.back-from-member': PaymentAmount & { readonly invoiceId: string; readonly customerId: string };
  'payment.kept-as-credit': PaymentAmount & { readonly because: 'nothing-open' };
  'payment.moved-off': PaymentAmount & { readonly reason: string };
  'payment.placed': PaymentAmount & OpenAmount & { readonly reason: string };
  /** `from` and `to`: the customers, by the ERP's ids. */
  'payment.reassigned': PaymentAmount & { readonly from: string; readonly to: string; readonly reason: string };
  'payment.received': PaymentAmount;
  /** `reason`: why the money went back, as the bank or the ERP says. `left`: what is left of it after a part. */
  'payment.reversed': PaymentAmount & {
    readonly on: string;
    readonly reason?: string | undefined;
    readonly left?: AuditAmount;
  };
  'payment.taken-back': PaymentAmount & { readonly reason?: string | undefined };
  /** `awaiting`: the invoices (the ERP's ids) that the remittance names and that have not arrived. */
  'payment.unallocated': PaymentAmount & {
    readonly awaiting: readonly string[];
    /** A payment of another source (the ERP's id) that may be the same money. */
    readonly sameAs?: string;
  };
  'payment.used-for-member': PaymentAmount & { readonly invoiceId: string; readonly customerId: string };
  /** `policy`: `<key>/<version>`. */
  'policy.assigned': { readonly policy: string; readonly rule: string };
  /** `from` and `to`: `<key>/<version>`. `move`: the move of many cases that this one is part of. */
  'policy.changed': { readonly from: string; readonly to: string; readonly move?: string };
  'policy.default-set': { readonly key: string };
  'policy.draft-saved': { readonly key: string };
  /** `key` null: the customer or the invoice has no policy of its own any more. */
  'policy.given': { readonly key: string | null };
  'policy.move-stopped': PolicyMove;
  'policy.moved': PolicyMove;
  'policy.published': { readonly key: string; readonly version: number; readonly mode: string };
  'policy.retired': { readonly key: string; readonly version: number };
  'receipt.assigned': ReceiptAmount & { readonly customerId: string };
  'receipt.kept': ReceiptAmount & { readonly taskId?: string | undefined };
  'receipt.listed': ReceiptAmount;
  /** A payment came back, and nobody knows which. */
  'return.untied': ReceiptAmount & { readonly taskId?: string | undefined };
  'refund.untied': ReceiptAmount & { readonly taskId?: string | undefined };
  'return.closed': ReceiptAmount & { readonly state: 'tied' | 'handled' };
  /** Before this kind existed, the end of an untied refund was written as `return.closed`. */
  'refund.closed': ReceiptAmount & { readonly state: 'tied' | 'handled' };
  'receipt.returned': ReceiptAmount & { readonly on: string; readonly reason: string | null };
  /** `parts`: the customers (the ERP's ids) and their parts. */
  'receipt.split': ReceiptAmount & {
    readonly parts: readonly { readonly customerId: string; readonly amount: string }[];
  };
  /** The settings before and after. */
  'settings.changed': { readonly from: object; readonly to: object };
  'step.dropped': { readonly stepId: string; readonly reason?: string | undefined };
  /** `policy`: `<key>/<version>`. `decision`: the hash of the stored decision and of the facts by which it was made. */
  'step.requested': OpenAmount & {
    readonly stepId: string;
    readonly occurrence: number;
    readonly policy: string;
    readonly decision?: string;
  };
  'task.claimed': { readonly taskId: string };
  /** `promisedOn`: the day for which the customer promised to pay. */
  'task.completed': AboutTask & { readonly outcome: TaskEnd; readonly promisedOn?: string } & AboutTaskMoney;
  /**
   * `joined`: whether the invoice was added to a task that was open already. `round`: which call it is. `reason`: why a
   * case is to be reviewed.
   */
  'task.opened': AboutTask &
    AboutTaskMoney &
    Partial<OpenAmount> & {
      readonly dueOn?: string;
      readonly joined?: boolean;
      readonly round?: number;
      readonly reason?: ReviewReason;
      /** For `complete-invoice`: what the invoice lacks of what the customer's procedure asks for. */
      readonly missing?: readonly string[];
    };
  'task.overdue': OpenAmount & { readonly taskId: string };
}

/** `open`: what is open of the invoice after the event. */
interface OpenAmount {
  readonly open: AuditAmount;
}

interface PaymentAmount extends AuditAmount {
  readonly paymentId: string;
}

/** `rule`: the rule by which the money was matched to the invoice. */
interface Allocation extends PaymentAmount, OpenAmount {
  readonly rule: string;
}

interface ReceiptAmount extends AuditAmount {
  readonly receiptId: string;
}

interface ChargeAmount extends AuditAmount {
  readonly chargeId: string;
  readonly charge: ChargeKind;
}

interface OptOut {
  readonly contactId: string;
  readonly channel: string;
}

/** `contacts`: how many contacts the customer has now. */
interface CustomerChange {
  readonly contacts: number;
}

interface PolicyMove {
  readonly key: string;
  readonly version: number;
  readonly moved: number;
  readonly total: number;
}

interface AboutTask {
  readonly taskId: string;
  readonly kind: TaskKind;
}

/** The payment or receipt that the task asks about, and its amount. */
interface AboutTaskMoney extends Partial<AuditAmount> {
  readonly paymentId?: string;
  readonly receiptId?: string;
}

/** An event of the ERP that waits: its CloudEvents id and type, and what it waits for (`invoice/<id>`). */
interface WaitingEvent {
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
}
