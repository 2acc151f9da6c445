import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** The first invoice of a new customer: how to pay, and what happens to an invoice that is late. */
export function Terms({ copy = noticeCopy('terms', sampleProps('en', 'terms')) }: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <InvoiceTables copy={copy} />
      <HowToPay copy={copy} />
      <WhatNext copy={copy} />
    </NoticeLayout>
  );
}
