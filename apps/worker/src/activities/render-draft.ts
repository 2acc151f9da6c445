import { defaultBranding } from '@puntual/domain/branding/branding';
import { addressLines } from '@puntual/casework/facts/address-lines';
import type { MessageDraft, RenderedMessage } from '@puntual/casework/contact/message-draft';
import { agreementPdf } from '@puntual/notices/agreement-pdf';
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
          : await agreementOf(draft, props),
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

// The written agreement that a confirmed plan is sent with: the kept one, or the one that is kept with the message.
async function agreementOf({ agreement }: MessageDraft, { creditor }: NoticeProps): Promise<Buffer | null> {
  if (agreement === undefined) return null;
  if (agreement.kind === 'kept') return Buffer.from(agreement.pdf);
  const { plan, customer, invoices, instalments, madeOn } = agreement.terms;
  return agreementPdf({
    language: agreement.language,
    creditor,
    customer: { name: customer.name, customerId: customer.customerId },
    planId: plan.id,
    madeOn,
    currency: plan.currency,
    totalMinor: plan.totalMinor,
    instalments,
    invoices,
    charges: plan.charges === 'waived' ? 'waived' : 'included',
    graceDays: plan.graceDays,
  });
}

function noticeProps(draft: MessageDraft): NoticeProps {
  const branding = draft.branding ?? defaultBranding;
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
      phone: branding.phone,
      address: branding.address.length === 0 ? null : branding.address.join('\n'),
      brandColour: branding.colour ?? HOUSE_COLOUR,
      textColour: branding.textColour,
      logoUrl: branding.logoUrl,
      footer: branding.footer,
      legalLine: branding.legalLine,
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
    ...(draft.about === undefined ? {} : { about: draft.about, concerned: (draft.concerned ?? []).map(invoice) }),
    creditMinorByCurrency: draft.creditMinor,
    ...(draft.late ? { late: draft.late } : {}),
    ...(draft.portalUrl === undefined ? {} : { portalUrl: draft.portalUrl }),
    reference: draft.messageId,
  };
}
