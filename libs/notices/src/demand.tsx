import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { Deadline, HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** The demand: mild, firm or final. The next step stands before the tables, so that the reader does not miss it. */
export function Demand({ copy = noticeCopy('demand', sampleProps('en', 'demand')) }: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <Deadline copy={copy} />
      <WhatNext copy={copy} />
      <InvoiceTables copy={copy} />
      <HowToPay copy={copy} />
    </NoticeLayout>
  );
}
