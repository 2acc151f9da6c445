import type { ReactElement } from 'react';
import { messageCopy } from './message-copy.ts';
import { HowToPay, InvoiceTables, KeyFacts, NoticeLayout, SmallTable, WhatNext } from './notice-layout.tsx';
import type { NoticeMailProps } from './notice-layout.tsx';
import { sampleProps } from './sample-props.ts';

/** What confirms an agreement, recalls it, or says what became of a claim: the facts first, then what happens next. */
export function ServiceMessage({
  copy = messageCopy('promise-confirmed', sampleProps('en', 'promise-confirmed')),
}: NoticeMailProps): ReactElement {
  return (
    <NoticeLayout copy={copy}>
      <KeyFacts copy={copy} />
      <SmallTable copy={copy} />
      <WhatNext copy={copy} />
      <HowToPay copy={copy} />
      <InvoiceTables copy={copy} />
    </NoticeLayout>
  );
}
