import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { Deadline, HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/**
 * Announces that supply stops unless payment arrives by a day. The day and the next step stand before the tables, so
 * that no reader misses them.
 */
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
