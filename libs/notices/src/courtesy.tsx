import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** Some days before the due date: asks whether payment has everything it needs. */
export function Courtesy({
  copy = noticeCopy('courtesy', sampleProps('en', 'courtesy')),
}: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <InvoiceTables copy={copy} />
      <WhatNext copy={copy} />
      <HowToPay copy={copy} />
    </NoticeLayout>
  );
}
