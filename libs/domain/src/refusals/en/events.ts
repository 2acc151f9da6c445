import type { EventRefusals } from '../events.ts';
import type { Words } from '../refusal.ts';

/** Refusals of events, in English. */
export const events: Words<EventRefusals> = {
  'region-of-other-country': ({ region, country }) =>
    `the region ${region} is not one of ${country}: give a region of that country, or none`,
  'contact-twice': 'each contactId may appear only once',
  'instalments-do-not-add-up': ({ total }) => `the instalments must add up to the total, ${total}`,
  'instalments-out-of-order':
    'the instalments must come in the order of their due dates, from the issue date on, and end on the dueDate ' +
    'of the invoice',
  'instalment-of-itself': 'an instalment must name another invoice than itself, and a number up to its count',
  'instalment-in-instalments': 'an instalment cannot have instalments itself',
  'instalment-id-too-long': 'the invoiceId must leave room for the number of each instalment: INV-1.2',
  'due-before-issue': 'the due date must not lie before the issue date',
  'refund-of-two': 'name a payment or a credit note, not both: publish one refund for each',
  'customer-merged': ({ from, into }) =>
    `Customer ${from} was merged into ${into}: publish what describes the customer under ${into}.`,
  'merged-into-itself': ({ customerId }) => `customer ${customerId} cannot be merged into itself: name another one`,
  'merged-elsewhere': ({ from, into }) =>
    `Customer ${from} was merged into ${into} before: merge ${into} instead, if it is the same customer, too.`,
  'group-full': ({ groupId, most }) => `Group ${groupId} has ${most} customers already, and more it cannot have.`,
  'merged-the-other-way': ({ from, into }) => `Customer ${from} was merged into ${into} before: go on with ${into}.`,
  'unknown-organization': ({ slug }) => `There is no organization "${slug}".`,
  'too-many-feeds': ({ most }) =>
    `data.feed: an organization has at most ${most} payment feeds; use the name of one that sent a heartbeat before.`,
  'reported-invoice-unknown': ({ invoiceId }) => `data.invoiceId: there is no invoice ${invoiceId}.`,
  'assigned-while-placed': ({ invoiceId }) =>
    `data.invoiceId: invoice ${invoiceId} is with an agency; have it returned first.`,
  'assigned-elsewhere': ({ invoiceId, to }) =>
    `data.assignedTo: invoice ${invoiceId} is assigned to ${to}; publish its return first, with assignedTo null.`,
  'assigned-when-settled': ({ invoiceId }) => `data.invoiceId: invoice ${invoiceId} is settled.`,
  'not-assigned': ({ invoiceId }) => `data.invoiceId: invoice ${invoiceId} is not assigned to a factor.`,
  'supply-hold-not-requested': ({ invoiceId }) => `data.invoiceId: no supply hold was requested for ${invoiceId}.`,
  'reported-invoice-not-placed': ({ invoiceId }) => `data.invoiceId: invoice ${invoiceId} is not with an agency.`,
  'reported-amount-unreadable': ({ invoiceId, currency }) =>
    `data.amount: the amount reported of invoice ${invoiceId} is not an amount of ${currency}.`,
};
