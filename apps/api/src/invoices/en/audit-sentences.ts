import { CREDIT_STEP } from '@puntual/casework/supply/supply-holds';
import type { AuditSentences } from '../event-reading.ts';

/** The sentence of every kind of audit event, in English. */
export const sentences: AuditSentences = {
  'access.asked': (r) => `A manager was asked to let a person see the customer${r.bracketed('personId')}.`,
  'access.decided': (r) =>
    `A request to see the customer was decided: ${r.word('decision')}${r.bracketed('personId')}.`,
  'customer.portfolio-set': (r) => `It was said who looks after the customer${r.bracketed('ownerId')}.`,
  'team.saved': (r) => `The team ${r.text('name')} was entered${r.bracketed('leadId')}.`,
  'access.refused': (r) => `${r.text('route')} was refused to a caller with the role ${r.word('role')}.`,
  'invoice.issued': (r) => `Invoice ${r.text('number')} over ${r.amount('total')} came in, due on ${r.text('dueOn')}.`,
  'invoice.amended': (r) => `The invoice was amended (revision ${r.text('revision')}).`,
  'invoice.assigned': (r) => `The invoice was assigned to ${r.text('to')} on ${r.text('on')}.`,
  'invoice.given-back': (r) => `The invoice came back from ${r.text('from')} on ${r.text('on')}.`,
  'invoice.cancelled': 'The invoice was cancelled.',
  'invoice.settled': (r) => `The invoice is settled: ${r.word('as')}.`,
  'invoice.reopened': (r) => `The invoice is open again, with ${r.amount('open')}.`,
  'payment.received': (r) => `Payment ${r.text('paymentId')} of ${r.amount()} came in.`,
  'payment.allocated': (r) =>
    `${r.amount()} of payment ${r.text('paymentId')} went to this invoice (${r.word('rule')}); ` +
    `${r.amount('open')} is open.`,
  'payment.used-for-member': (r) =>
    `${r.amount()} of payment ${r.text('paymentId')} paid invoice ${r.text('invoiceId')} of customer ` +
    `${r.text('customerId')}, whose group this customer pays for.`,
  'payment.back-from-member': (r) =>
    `${r.amount()} of payment ${r.text('paymentId')} came off invoice ${r.text('invoiceId')} of customer ` +
    `${r.text('customerId')} again.`,
  'payment.placed': (r) =>
    `${r.amount()} of payment ${r.text('paymentId')} was put on this invoice by hand${r.bracketed('reason')}; ` +
    `${r.amount('open')} is open.`,
  'payment.moved-off': (r) =>
    `${r.amount()} of payment ${r.text('paymentId')} was taken off this invoice by hand${r.bracketed('reason')}.`,
  'invoice.written-off': (r) => `${r.amount()} was written off: ${r.word('because')}${r.bracketed('reason')}.`,
  'invoice.write-off-reversed': (r) =>
    `The write-off of ${r.amount()} was taken back${r.bracketed('reason')}; ${r.amount('open')} is open.`,
  'payment.kept-as-credit': (r) =>
    `${r.amount()} of payment ${r.text('paymentId')} was meant for this invoice, on which nothing is open; it is ` +
    'the customer’s credit.',
  'payment.unallocated': (r) =>
    r.text('sameAs') === ''
      ? `${r.amount()} of ${r.text('paymentId')} fits no open invoice; it is the customer’s credit.`
      : `${r.amount()} of ${r.text('paymentId')} may be the same money as payment ${r.text('sameAs')}, which another ` +
        'source reported; it is the customer’s credit until a person decides.',
  'payment.reversed': (r) =>
    (r.amount('left')
      ? `${r.amount()} of payment ${r.text('paymentId')} was taken back`
      : `Payment ${r.text('paymentId')} of ${r.amount()} was taken back`) + `${r.bracketed('reason')}.`,
  'credit.refunded': (r) =>
    `${r.amount()} of credit from ${r.text('paymentId')} was paid back to the customer on ${r.text('on')}.`,
  'payment.taken-back': (r) =>
    `${r.amount()} of payment ${r.text('paymentId')} was taken back from this invoice${r.bracketed('reason')}.`,
  'payment.reassigned': (r) =>
    `Payment ${r.text('paymentId')} of ${r.amount()} was moved by hand from customer ${r.text('from')} to ` +
    `${r.text('to')}${r.bracketed('reason')}.`,
  'event.waiting': (r) =>
    `The event ${r.text('eventId')} waits for ${r.text('subject')}, which is not known${r.bracketed('refusal')}.`,
  'event.dismissed': (r) =>
    `The event ${r.text('eventId')}, which waited for ${r.text('subject')}, was set aside by hand.`,
  'customer.account-manager-set': 'The customer’s account manager was changed.',
  'customer.group-joined': (r) => `The customer joined group ${r.text('groupId')}.`,
  'customer.group-left': (r) => `The customer left group ${r.text('groupId')}.`,
  'customer.pays-for-group': (r) => `The customer pays for group ${r.text('groupId')} and is contacted for it.`,
  'customer.merged': (r) => `Customer ${r.text('from')} was merged into ${r.text('into')}.`,
  'receipt.kept': (r) => `${r.amount()} came in, and nobody’s name is on it.`,
  'receipt.listed': (r) => `The payments of the unidentified receipt of ${r.amount()} are known one by one now.`,
  'receipt.split': (r) => `The unidentified receipt of ${r.amount()} was split over several customers.`,
  'receipt.assigned': (r) => `The unidentified receipt of ${r.amount()} was assigned to the customer.`,
  'receipt.returned': (r) => `The unidentified receipt of ${r.amount()} was sent back${r.bracketed('reason')}.`,
  'return.untied': (r) => `${r.amount()} came back, and nobody knows which payment it was.`,
  'refund.untied': (r) => `${r.amount()} was paid back, and the credit of several customers fits.`,
  'return.closed': (r) => `The return of ${r.amount()} is dealt with.`,
  'refund.closed': (r) => `The refund of ${r.amount()} is dealt with.`,
  'credit-note.received': (r) => `Credit note ${r.text('paymentId')} over ${r.amount()} came in.`,
  'credit-note.allocated': (r) =>
    `${r.amount()} of credit note ${r.text('paymentId')} went to this invoice; ${r.amount('open')} is open.`,
  'role.removed': (r) => `The role “${r.text('role')}” was removed.`,
  'role.saved': (r) => `The role “${r.text('role')}” was given its rights.`,
  'approval.requested': 'A second person was asked to approve.',
  'approval.decided': (r) => `A request for approval ended: ${r.word('decision')}.`,
  'user.access-changed': (r) => `A person’s sign-in was changed (${r.text('what')}).`,
  'user.changed': 'A person’s role or state was changed.',
  'user.invited': (r) => `A person was invited (${r.text('role')}).`,
  'user.joined': 'A person accepted the invitation.',
  'user.signed-in': 'A person signed in.',
  'key.issued': (r) => `A key was made for ${r.text('name')} (${r.text('role')}).`,
  'key.changed': (r) => `The key of ${r.text('name')} was given another end.`,
  'feed.retired': (r) => `The payment feed ${r.text('feed')} was retired.`,
  'key.revoked': (r) => `The key of ${r.text('name')} was revoked.`,
  'charge.added': (r) => `The message charged ${r.amount()}: ${r.word('charge')}.`,
  'charge.withheld': (r) =>
    `Not charged: ${r.word('charge')} (${r.word('because')}${r.when('on', (on) => `, ${on}`)}).`,
  'charge.waived': (r) => `${r.amount()} was waived (${r.word('charge')}): ${r.word('reason')}.`,
  'charge.restored': (r) =>
    `${r.amount()} is owed again (${r.word('charge')}): what it had fallen away for no longer stands ` +
    `(${r.word('reason')}).`,
  'charge.paid': (r) => `${r.amount()} of payment ${r.text('paymentId')} went to a charge: ${r.word('charge')}.`,
  'discount.taken': (r) => `The early-payment discount of ${r.amount()} was taken.`,
  'discount.late': (r) =>
    `The payment is short by the early-payment discount of ${r.amount()} and came too late for it; the rest stays ` +
    'open.',
  'discount.taken-up': (r) => `The early-payment discount of ${r.amount()} no longer stands.`,
  'charge.taken-back': (r) => `${r.amount()} was taken back (${r.word('charge')}): the message reached nobody.`,
  'customer.created': 'The customer’s data came in.',
  'customer.procedure-set': 'How the customer pays was set: what invoices need, cut-off day and pay runs.',
  'customer.updated': 'The customer’s data changed.',
  'step.requested': (r) => `Step “${r.step('stepId')}” was asked for.`,
  'step.dropped': (r) => `Step “${r.step('stepId')}” was taken back: ${r.word('reason')}.`,
  'message.sent': (r) => `The message “${r.word('template')}” was sent by ${r.word('channel')}.`,
  'message.failed': (r) => `The provider refused the message by ${r.word('channel')}.`,
  'message.ambiguous': (r) =>
    `Nobody knows whether a message was sent (${r.word('reason')})${r.when('taskId', () => '; a person is asked')}.`,
  'message.bounced': (r) =>
    `The message did not arrive (${r.word('state') || 'it bounced'}${r.when('reason', (why) => `, ${why}`)}): ` +
    `${r.text('reached') === '' ? 'it reached nobody' : r.word('reached')}.`,
  'message.unreachable': (r) =>
    r.text('because') === 'ambiguous-contact'
      ? 'Several contacts could be written to, and it is not known whom it concerns; a person is asked to mend ' +
        'the contact data.'
      : 'The customer cannot be reached; a person is asked to mend the contact data.',
  'task.opened': (r) =>
    `A task was opened: ${r.word('kind')}${r.words('missing', (what) => ` (missing: ${what})`)}` +
    `${r.when('dueOn', (on) => `, by ${on}`)}.`,
  'customer.noted': 'A note about the customer was written.',
  'customer.note-pinned': 'A note about the customer was pinned.',
  'customer.note-unpinned': 'The note about the customer is no longer pinned.',
  'task.assigned': (r) =>
    r.text('to') === '' ? 'The task is with everybody.' : `The task is with ${r.text('to')}${r.bracketed('reason')}.`,
  'task.escalated': (r) => `The task was not done in time; it went to a manager${r.bracketed('to')}.`,
  'task.pinned': (r) => `The task was pinned to the top of the list${r.bracketed('reason')}.`,
  'task.unpinned': 'The task is no longer pinned.',
  'task.snoozed': (r) => `The task was put off until ${r.text('until')}${r.bracketed('reason')}.`,
  'task.woken': 'The task is no longer put off.',
  'collector.absences-set': (r) => `The absences of a collector were entered${r.bracketed('personId')}.`,
  'collector.saved': (r) => `What is known of a collector was entered${r.bracketed('personId')}.`,
  'task.claimed': 'Somebody took the task on.',
  'reply.received': (r) =>
    `A mail came in${r.when('until', (day) => `: chasing is silent until ${day} unless somebody answers before`)}.`,
  'reply.tied': (r) => `A person tied a mail to the customer${r.when('until', (day) => `: silent until ${day}`)}.`,
  'reply.untied': 'A mail was taken off the customer again: it is somebody else’s.',
  'reply.discarded': 'A mail was discarded.',
  'reply.answered': 'A mail of the customer was answered.',
  'reply.pause-ended': (r) =>
    r.text('how') === 'lapsed'
      ? 'Nobody answered the customer’s mail in time: chasing goes on, and the task is still open.'
      : 'The silence after the customer’s mail is over.',
  'reply.secret-made': 'A new secret for incoming mail was made.',
  'call.started': (r) => `A call was started${r.when('direction', () => ` (${r.word('direction')})`)}.`,
  'call.ended': (r) => `A call ended: ${r.word('outcome')}.`,
  'call.corrected': 'An entry of the call log was corrected.',
  'contact.changed': (r) =>
    `A person changed or confirmed the contact${r.when('contactId', (id) => ` ${id}`)} (${r.word('source')}).`,
  'contact.conflict-settled': (r) =>
    `A conflict about the contact${r.when('contactId', (id) => ` ${id}`)} was settled.`,
  'message.service-requested': (r) => `Puntual requested a message to the customer: ${r.word('service')}.`,
  'message.asked-for': (r) => `The customer asked for a message by ${r.word('channel')}: ${r.word('what')}.`,
  'task.taken-back': (r) => `The outcome of the task “${r.word('kind')}” was taken back: ${r.word('outcome')}.`,
  'task.overdue': 'The call was not made in time; it is offered to everybody.',
  'task.completed': (r) =>
    `The task “${r.word('kind')}” ended: ${r.word('outcome')}${r.when('promisedOn', (on) => `, for ${on}`)}.`,
  'dispute.opened': (r) => `Dispute ${r.text('number')} was opened; it should be resolved by ${r.text('deadlineOn')}.`,
  'dispute.proposed': (r) =>
    `Payment ${r.text('paymentId')} is short, and looks like a deduction: dispute ` +
    `${r.text('number')} is proposed.`,
  'dispute.changed': (r) =>
    `Dispute ${r.text('number')} was changed; it should be resolved by ${r.text('deadlineOn')}.`,
  'dispute.noted': (r) => `A note was written on dispute ${r.text('number')}.`,
  'dispute.file-added': (r) => `Evidence was added to dispute ${r.text('number')}.`,
  'dispute.escalated': (r) =>
    `Dispute ${r.text('number')} was not resolved by ${r.text('deadlineOn')}: a manager was asked.`,
  'dispute.resolved': (r) =>
    `Dispute ${r.text('number')} ended: ${r.word('outcome')}` +
    `${r.when('creditDueOn', (on) => `; the credit note is expected by ${on}`)}.`,
  'dispute.credit-arrived': (r) => `The credit note of dispute ${r.text('number')} arrived.`,
  'dispute.credit-missing': (r) =>
    `The credit note of dispute ${r.text('number')} did not arrive by ${r.text('dueOn')}: a person was asked.`,
  'dispute.question-asked': (r) => `A question about dispute ${r.text('number')} was asked: ${r.word('department')}.`,
  'dispute.question-answered': (r) =>
    `A question about dispute ${r.text('number')} was answered: ${r.word('department')}.`,
  'dispute.question-revoked': (r) => `The link of a question about dispute ${r.text('number')} was withdrawn.`,
  'hold.changed': (r) => `The hold goes on${r.when('until', (on) => ` until ${on}`)}: ${r.word('kind')}.`,
  'hold.opened': (r) => `A hold was put on: ${r.word('kind')}${r.when('until', (on) => `, until ${on}`)}.`,
  'hold.released': (r) => `The hold was lifted: ${r.word('kind')}.`,
  'plan.proposed': (r) => `A payment plan of ${r.amount()} was proposed; a manager has to approve it.`,
  'plan.started': (r) => `A payment plan of ${r.amount()} began; its last instalment is on ${r.text('lastOn')}.`,
  'plan.judged': (r) =>
    `The payment plan of ${r.amount()} is ${r.word('to')}: ${r.amount('paid')} came (before: ${r.word('from')}).`,
  'plan.ended': (r) => `The payment plan of ${r.amount()} was ended: ${r.word('to')}${r.bracketed('reason')}.`,
  'promise.made': (r) => `The customer promised ${r.amount()}, by ${r.text('until')} with the days of grace.`,
  'portal.acted': (r) => `The customer acted in the portal: ${r.word('act')}.`,
  'portal.link-made': 'A link to the portal was made for a contact.',
  'portal.link-revoked': 'A link to the portal was revoked.',
  'promise.judged': (r) =>
    `The promise of ${r.amount()} is ${r.word('to')}: ${r.amount('kept')} came in time (before: ${r.word('from')}).`,
  'promise.renewed': (r) => `The promise of ${r.amount()} was replaced by another one.`,
  'promise.withdrawn': (r) => `The promise of ${r.amount()} was withdrawn: ${r.word('reason')}.`,
  'agency.proposed': 'The hand-off to the agency was prepared.',
  'agency.placed': (r) => `The agency has taken the debt${r.when('agencyRef', (ref) => ` (${ref})`)}.`,
  'agency.informed': 'The ERP was told what changed of the debt, for the agency.',
  'agency.recalled': 'The debt was called back from the agency.',
  'agency.accepted': (r) => `The agency accepted the debt on ${r.text('on')}.`,
  'agency.collected': (r) => `The agency collected ${r.amount()} on ${r.text('on')}.`,
  'agency.collection-reversed': (r) =>
    `The agency had not collected ${r.amount()} of ${r.text('on')}: it was taken back${r.bracketed('reason')}.`,
  'agency.returned': (r) => `The agency gave the debt back on ${r.text('on')}.`,
  'agency.uncollectable': (r) => `The agency called the debt uncollectable on ${r.text('on')}.`,
  'agency.not-told': 'The agency could not be told; a person has to act.',
  'agency.reassigned': 'Another agency was chosen for the debt.',
  'agency.recall-asked': (r) => `The debt was to be called back from the agency: ${r.text('reason')}.`,
  'agency.saved': (r) => `The agency “${r.text('key')}” was saved.`,
  'agency.secret-made': 'An agency got a new secret for its signatures.',
  'agency.paid-over': (r) => `An agency paid ${r.amount()} over on ${r.text('on')}.`,
  'policy.assigned': (r) => `The case runs on policy ${r.text('policy')} (${r.word('rule')}).`,
  'policy.changed': (r) => `The case changed from policy ${r.text('from')} to ${r.text('to')}.`,
  'policy.draft-saved': (r) => `A draft of policy “${r.text('key')}” was saved.`,
  'policy.published': (r) => `Version ${r.text('version')} of policy “${r.text('key')}” was published.`,
  'policy.retired': (r) => `Policy “${r.text('key')}” was retired.`,
  'policy.given': (r) =>
    r.text('key') ? `It was given the policy “${r.text('key')}” of its own.` : 'The policy of its own was taken away.',
  'policy.default-set': (r) => `Policy “${r.text('key')}” became the default.`,
  'policy.moved': (r) =>
    `Cases moved to version ${r.text('version')} of policy “${r.text('key')}”: ${r.text('moved')}.`,
  'policy.move-stopped': (r) =>
    `The move to version ${r.text('version')} of policy “${r.text('key')}” was stopped after ${r.text('moved')} ` +
    'cases.',
  'credit-limit.exceeded': (r) =>
    `The customer owes ${r.amount('exposure')}, more than the limit of credit of ${r.amount('limit')}.`,
  'credit-limit.met': (r) => `The limit of credit is no longer exceeded: ${r.word('because')}.`,
  'credit-limit.set': (r) =>
    r.amount('to') === ''
      ? `The limit of credit was removed${r.bracketed('reason')}.`
      : `The limit of credit was set to ${r.amount('to')}${r.bracketed('reason')}.`,
  'supply-hold.confirmed': (r) => `The ERP stopped supply on ${r.text('on')}.`,
  'supply-hold.lifted': (r) => `The supply hold was lifted: ${r.word('because')}${r.bracketed('reason')}.`,
  'supply-hold.requested': (r) =>
    r.text('stepId') === CREDIT_STEP
      ? `The ERP was asked to hold supply, because the limit of credit is exceeded${r.bracketed('reason')}.`
      : 'The ERP was asked to hold supply, as announced.',
  'contact.opted-out': (r) =>
    `The contact${r.when('contactId', (id) => ` ${id}`)} wants no more messages by ${r.word('channel')}.`,
  'contact.opted-in': (r) =>
    `The contact${r.when('contactId', (id) => ` ${id}`)} may be written to by ${r.word('channel')} again.`,
  'contact.stopped': (r) => `All contact with the customers was stopped${r.when('reason', (reason) => `: ${reason}`)}.`,
  'contact.resumed': 'Contact with the customers was allowed again.',
  'settings.changed': 'The organization’s settings were changed.',
  'import.received': (r) => `A file was given to be imported (${r.word('kind')}).`,
  'import.ended': (r) =>
    `A file was worked off (${r.word('kind')}): ${r.text('lines')} lines, ${r.text('accepted')} taken, ` +
    `${r.text('duplicates')} known before, ${r.text('faulty')} faulty` +
    `${r.when('unidentified', (count) => `, ${count} kept as unidentified receipts`)}.`,
  'import.stopped': (r) => `An import was stopped after ${r.text('lines')} lines.`,
  'open-items.compared': (r) =>
    `The ERP’s open items of ${r.text('asOf')} were held against the books: ${r.text('agreed')} agree, ` +
    `${r.text('different')} differ.`,
  'case.closed': (r) => `The case is closed: ${r.word('outcome')}.`,
};
