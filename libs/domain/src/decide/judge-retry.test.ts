import { describe, expect, it } from '@jest/globals';
import { gateInvoice, madrid, sampleCustomer, sampleDebtor } from '@puntual/testing/builders/case-facts';
import type { PastContact } from '../caps/past-contact.ts';
import type { ContactRequest, CustomerFacts } from './composition.ts';
import { judgeRetry } from './judge-retry.ts';

const now = madrid('2026-06-18', '12:00');
const recipients = [{ contactId: 'ana', channel: 'email', address: 'ana@example.com' }] as const;
const facts = (change: Partial<CustomerFacts> = {}) => sampleCustomer([gateInvoice('a')], 'follow-up', change);
const judge = (of: CustomerFacts, at = now, ids: readonly string[] = ['a:follow-up']) =>
  judgeRetry(of, { recipients, requestIds: new Set(ids) }, at, 0);

describe('another try of a message', () => {
  it('leaves when the message would leave today, with the credit that it nets today', () => {
    expect(judge(facts({ creditMinor: { EUR: 4_000n } }))).toEqual({ kind: 'go', creditMinor: { EUR: 4_000n } });
  });
  it('nets the credit that other late invoices leave of it', () => {
    const message = sampleCustomer([gateInvoice('a', { dueOn: '2026-06-20' })], 'courtesy');
    const older = gateInvoice('older', { openMinor: 3_000n });
    const mixed = { ...message, invoices: [...message.invoices, older], creditMinor: { EUR: 4_000n } };
    expect(judge(mixed, madrid('2026-06-15', '12:00'), ['a:courtesy'])).toEqual({
      kind: 'go',
      creditMinor: { EUR: 1_000n },
    });
  });
  it('waits as the message would: for its hours, for the distance to the last reminder', () => {
    const night = judge(facts(), madrid('2026-06-18', '22:00'));
    expect(night).toMatchObject({ kind: 'wait', reason: 'window-closed' });
    expect(judge(facts({ lastReminderOn: '2026-06-17' }))).toMatchObject({ kind: 'wait', reason: 'spacing' });
  });
  it('is none when one of its requests does not apply any more, or none is left', () => {
    const two = sampleCustomer([gateInvoice('a'), gateInvoice('b', { status: 'paid', openMinor: 0n })], 'follow-up');
    expect(judge(two, now, ['a:follow-up', 'b:follow-up'])).toEqual({ kind: 'changed' });
    expect(judge(facts(), now, [])).toEqual({ kind: 'changed' });
    expect(judge(facts({ contacts: [] }))).toEqual({ kind: 'changed' });
  });
  it('does not mind requests that came later and that the message does not carry', () => {
    const two = sampleCustomer([gateInvoice('a'), gateInvoice('b', { status: 'paid', openMinor: 0n })], 'follow-up');
    expect(judge(two)).toMatchObject({ kind: 'go' });
  });
});

describe('the law limits another try', () => {
  // Chile: a consumer gets at most two messages in seven days, with two days in between.
  const chilean = sampleDebtor({ kind: 'consumer', country: 'CL' });
  const contacts: PastContact[] = [
    { on: '2026-06-16', how: 'email' },
    { on: '2026-06-17', how: 'email' },
  ];
  const limited = facts({ customer: chilean, recentContacts: contacts, hasPostalAddress: true });
  it('on its own channel, and lets it go on the first day that the law allows', () => {
    const verdict = judge(limited);
    if (verdict.kind !== 'wait') throw new Error(verdict.kind);
    expect(verdict.reason).toBe('legal-cap');
    expect(verdict.until).toBeGreaterThanOrEqual(madrid('2026-06-23', '00:00'));
    expect(judge(facts({ customer: chilean }))).toMatchObject({ kind: 'go' });
    expect(judge(facts({ recentContacts: contacts }))).toMatchObject({ kind: 'go' });
  });
  it('not when it thanks, or answers what the customer asked for', () => {
    const thanks = { requestId: 't', invoiceId: 'a', stepId: 'thank-you' };
    const paid = gateInvoice('a', { status: 'paid', openMinor: 0n });
    expect(judge({ ...limited, invoices: [paid], requests: [thanks] }, now, ['t'])).toMatchObject({ kind: 'go' });
    const asked: ContactRequest = {
      requestId: 'q',
      invoiceId: 'a',
      stepId: 'asked:statement',
      asked: { id: 'asked-1', what: 'statement', contactId: 'ana', channel: 'email' },
    };
    expect(judge({ ...limited, requests: [asked] }, now, ['q'])).toMatchObject({ kind: 'go' });
  });
});
