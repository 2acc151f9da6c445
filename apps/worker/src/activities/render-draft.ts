import { addressLines } from '@puntual/casework/facts/address-lines';
import type { MessageDraft, RenderedMessage } from '@puntual/casework/contact/message-draft';
import { answerMail } from '@puntual/notices/answer-mail';
import { letterPdf } from '@puntual/notices/letter-pdf';
import type { NoticeInvoice, NoticeProps } from '@puntual/notices/notice-props';
import { renderNotice } from '@puntual/notices/render-notice';
import { statementPdf } from '@puntual/notices/statement-pdf';
import { smsText } from '@puntual/notices/sms-text';

const HOUSE_COLOUR = '#1f3a5f';

/** Renders a draft into the bytes of its channel. Throws when a letter has no address. */
export async function renderDraft(draft: MessageDraft): Promise<RenderedMessage> {
  if (draft.answer) {
    const { subject, body } = draft.answer;
    const creditorName = draft.organization.name;
    return { ...answerMail({ language: draft.language, subject, body, creditorName }), pdf: null };
  }
  const props = noticeProps(draft);
  const { subject, html, text } = await renderNotice(draft.template, props);
  switch (draft.channel) {
    case 'email':
      return {
        subject,
        html,
        text,
        pdf: draft.attachments.includes('statement')
          ? await statementPdf({ ...props, recentPayments: [], charges: [], knownAt: null })
          : null,
      };
    case 'sms':
      return { subject, html: null, text: smsText(draft.template, props), pdf: null };
    case 'letter':
      if (!draft.address) throw new Error('a letter needs a postal address');
      return {
        subject,
        html: null,
        text,
        pdf: await letterPdf(draft.template, props, addressLines(draft.customerName, draft.address)),
      };
  }
}

function noticeProps(draft: MessageDraft): NoticeProps {
  const invoice = (row: MessageDraft['overdue'][number]): NoticeInvoice => ({
    number: row.number,
    owner: row.owner?.name ?? null,
    issueDate: row.issueDate,
    dueOn: row.dueOn,
    daysLate: row.daysLate,
    currency: row.currency,
    totalMinor: row.totalMinor,
    openMinor: row.openMinor,
    charges: row.charges,
    earlyPayment: row.offer,
    documentUrl: row.documentUrl,
    paymentUrl: row.paymentUrl,
    purchaseOrder: row.purchaseOrder,
  });
  return {
    language: draft.language,
    creditor: {
      name: draft.organization.name,
      email: draft.organization.email,
      phone: null,
      address: null,
      brandColour: HOUSE_COLOUR,
      paymentInstructions: draft.organization.paymentInstructions,
    },
    customer: { name: draft.customerName, contactName: draft.contactName },
    today: draft.today,
    deadlineOn: draft.deadlineOn,
    severity: draft.severity,
    ...(draft.follows === undefined ? {} : { follows: draft.follows }),
    overdue: draft.overdue.map(invoice),
    upcoming: draft.upcoming.map(invoice),
    settled: draft.settled.map(invoice),
    creditMinorByCurrency: draft.creditMinor,
    ...(draft.late ? { late: draft.late } : {}),
    reference: draft.messageId,
  };
}
