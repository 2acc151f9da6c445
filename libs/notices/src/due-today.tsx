import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** On the due date. How to pay comes first: today payment is still in time. */
export function DueToday({
  copy = noticeCopy('due-today', sampleProps('en', 'due-today')),
}: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <InvoiceTables copy={copy} />
      <HowToPay copy={copy} />
      <WhatNext copy={copy} />
    </NoticeLayout>
  );
}
