import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** What the customer asked for: its open invoices with their documents, and how to pay them. */
export function Statement({
  copy = noticeCopy('statement', sampleProps('en', 'statement')),
}: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <InvoiceTables copy={copy} />
      <HowToPay copy={copy} />
      <WhatNext copy={copy} />
    </NoticeLayout>
  );
}
