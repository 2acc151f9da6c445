import { createElement, type ReactElement } from 'react';
import { render } from 'react-email';
import { Courtesy } from './courtesy.tsx';
import { Demand } from './demand.tsx';
import { DueToday } from './due-today.tsx';
import { FollowUp } from './follow-up.tsx';
import { Friendly } from './friendly.tsx';
import { messageCopy } from './message-copy.ts';
import type { NoticeCopy } from './notice-copy.ts';
import type { NoticeProps } from './notice-props.ts';
import { plainText } from './plain-text.ts';
import { ServiceMessage } from './service-message.tsx';
import { Statement } from './statement-on-request.tsx';
import { SupplyHoldNotice } from './supply-hold-notice.tsx';
import { Terms } from './terms.tsx';
import { ThankYou } from './thank-you.tsx';
import { isServiceTemplate, type Template } from '@puntual/domain/policy/vocabulary';

/** A mail ready to be sent: `subject` is one line, `html` a whole document, `text` its plain alternative. */
export interface RenderedNotice {
  subject: string;
  html: string;
  text: string;
}

// The one place that says which component lays out a message. Service messages have one, because what differs between
// them is content (`serviceContent`).
function mailOf(template: Template, copy: NoticeCopy): ReactElement {
  if (isServiceTemplate(template)) return createElement(ServiceMessage, { copy });
  switch (template) {
    case 'courtesy':
      return createElement(Courtesy, { copy });
    case 'due-today':
      return createElement(DueToday, { copy });
    case 'friendly':
      return createElement(Friendly, { copy });
    case 'follow-up':
      return createElement(FollowUp, { copy });
    case 'demand':
      return createElement(Demand, { copy });
    case 'supply-hold-notice':
      return createElement(SupplyHoldNotice, { copy });
    case 'thank-you':
      return createElement(ThankYou, { copy });
    case 'terms':
      return createElement(Terms, { copy });
    case 'statement':
      return createElement(Statement, { copy });
  }
}

/**
 * Renders a notice as a mail; the same props give the same bytes. Rejects with a RangeError when no invoice is left
 * that the notice could be about (then nothing may be sent), for an unknown currency and for an impossible date.
 */
export async function renderNotice(template: Template, props: NoticeProps): Promise<RenderedNotice> {
  const copy = messageCopy(template, props);
  return { subject: copy.subject, html: await render(mailOf(template, copy)), text: plainText(copy) };
}
