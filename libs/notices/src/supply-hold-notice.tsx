import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { Deadline, HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** Says that supply stops unless it is paid by a day. The day and what follows stand before the tables: nobody may be surprised by a hold. */
export function SupplyHoldNotice({
  copy = noticeCopy('supply-hold-notice', sampleProps('en', 'supply-hold-notice')),
}: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <Deadline copy={copy} />
      <WhatNext copy={copy} />
      <InvoiceTables copy={copy} />
      <HowToPay copy={copy} />
    </NoticeLayout>
  );
}
