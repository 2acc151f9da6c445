import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** Payment received: the receipt, and what is still open, if anything. */
export function ThankYou({
  copy = noticeCopy('thank-you', sampleProps('en', 'thank-you')),
}: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <WhatNext copy={copy} />
      <InvoiceTables copy={copy} />
      <HowToPay copy={copy} />
    </NoticeLayout>
  );
}
