import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { Deadline, HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** The first day late: most likely an oversight. */
export function Friendly({
  copy = noticeCopy('friendly', sampleProps('en', 'friendly')),
}: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <Deadline copy={copy} />
      <InvoiceTables copy={copy} />
      <HowToPay copy={copy} />
      <WhatNext copy={copy} />
    </NoticeLayout>
  );
}
