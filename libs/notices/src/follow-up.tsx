import type { ReactElement } from 'react';
import { noticeCopy } from './notice-copy.ts';
import { Deadline, HowToPay, InvoiceTables, NoticeLayout, type NoticeMailProps, WhatNext } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** The reminder after the friendly one: asks for payment or for a day. */
export function FollowUp({
  copy = noticeCopy('follow-up', sampleProps('en', 'follow-up')),
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
