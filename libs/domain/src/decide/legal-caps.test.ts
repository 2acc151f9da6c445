import { describe, expect, it } from '@jest/globals';
import { addDays, daysBetween, localDate, type IsoDate } from '../calendar/dates.ts';
import { simulateCustomer } from '../simulate/simulate-customer.ts';
import {
  gateInvoice,
  madrid,
  madridWindow,
  record,
  sampleCase,
  sampleContact,
  sampleCustomer,
  sampleDebtor,
  samplePolicy,
} from '@puntual/testing/builders/case-facts';
import { composeMessage } from './compose-message.ts';
import type { CustomerFacts } from './composition.ts';
import { decide } from './decide.ts';
import { explain } from './explain.ts';
import type { PastContact } from '../caps/past-contact.ts';
import type { CallState, CaseFacts } from './case-facts.ts';
import { planCase } from './plan-steps.ts';
import type { CustomerKind } from '../policy/vocabulary.ts';

const debtor = (country: string, kind: CustomerKind = 'consumer') => sampleDebtor({ country, kind });
const planSteps = (facts: CaseFacts, now: number) => planCase(facts, now).steps;
const days = (facts: CaseFacts, now: number) => planSteps(facts, now).map((step) => `${step.stepId} ${step.on}`);
const contactsOn = (
  how: PastContact['how'],
  days: readonly IsoDate[],
  more: Partial<PastContact> = {},
): PastContact[] => days.map((on) => ({ on, how, personIds: null, invoiceIds: ['invoice-1'], ...more }));
const callStep = (id: string, day: number) => ({ id, day, stage: 'call', do: 'task', kind: 'call', script: 'first' });

describe('seven calls in seven days to a consumer in the United States', () => {
  // Due on 2026-06-10; the call step is on Monday 2026-06-22. The policy itself would allow ten calls a week.
  const policy = samplePolicy({
    contact: { minDaysBetween: 4, callsPer7Days: 10, channels: ['email'] },
    steps: [{ id: 'friendly', day: 11, stage: 'friendly', do: 'send', template: 'friendly' }, callStep('call', 12)],
  });
  const week = ['2026-06-16', '2026-06-17', '2026-06-18', '2026-06-19', '2026-06-20', '2026-06-21', '2026-06-22'];
  const now = madrid('2026-06-22', '08:00');
  const caseOf = (kind: CustomerKind, recentContacts: PastContact[]) =>
    sampleCase({
      policy,
      customer: debtor('US', kind),
      recentContacts,
      steps: [record('friendly', 'sent', '2026-06-16')],
    });

  it('allow no eighth call, and the plan names the law in both languages', () => {
    const [call] = planSteps(caseOf('consumer', contactsOn('call', week)), now);
    expect([call?.stepId, call?.on]).toEqual(['call', '2026-06-23']);
    const [reason] = call?.reasons ?? [];
    if (reason?.code !== 'legal-cap') throw new Error(`another reason: ${JSON.stringify(reason)}`);
    expect(reason.cap).toMatchObject({ rowId: 'us-reg-f-seven-calls', until: '2026-06-23' });
    expect([explain(reason, 'en'), explain(reason, 'es')]).toEqual([
      expect.stringContaining('Regulation F, 12 CFR 1006, 1006.14(b)(2)(i)(A)'),
      expect.stringContaining('máximo que permite la ley'),
    ]);
    expect(decide(caseOf('consumer', contactsOn('call', week)), now)).toMatchObject({
      kind: 'wait',
      next: { stepId: 'call', on: '2026-06-23' },
      reasons: [{ code: 'legal-cap' }],
    });
  });
  it('do not limit calls to a business', () => {
    expect(days(caseOf('business', contactsOn('call', week)), now)).toEqual(['call 2026-06-22']);
  });
  it('count per debt, and messages do not count', () => {
    expect(days(caseOf('consumer', contactsOn('call', week, { invoiceIds: ['another'] })), now)).toEqual([
      'call 2026-06-22',
    ]);
    expect(days(caseOf('consumer', contactsOn('email', week)), now)).toEqual(['call 2026-06-22']);
    expect(days(caseOf('consumer', contactsOn('call', week, { invoiceIds: undefined })), now)).toEqual([
      'call 2026-06-23',
    ]);
  });
});

describe('a conversation with a consumer in the United States', () => {
  const policy = samplePolicy({ steps: [callStep('first', 12), callStep('second', 15)] });
  const spoken = (kind: CustomerKind, change: Partial<PastContact> = { conversation: true }) =>
    sampleCase({
      policy,
      customer: debtor('US', kind),
      steps: [record('first', 'done', '2026-06-22')],
      recentContacts: contactsOn('call', ['2026-06-23'], change),
    });
  it('postpones the next call step to the eighth day, the day of the conversation being the first', () => {
    expect(days(spoken('consumer'), madrid('2026-06-24'))).toEqual(['second 2026-06-30']);
    expect(days(spoken('business'), madrid('2026-06-24'))).toEqual(['second 2026-06-25']);
    expect(days(spoken('consumer', { conversation: false }), madrid('2026-06-24'))).toEqual(['second 2026-06-25']);
  });
});

describe('one call a week to a consumer in Chile', () => {
  const policy = samplePolicy({ steps: [callStep('call', 12)] });
  const unanswered: CallState = {
    taskId: 't',
    stepId: 'call',
    round: 1,
    state: 'done',
    outcome: 'no-answer',
    dueOn: '2026-06-24',
    overdueNoted: false,
    completedOn: '2026-06-23',
  };
  it('postpones the next try to the eighth day, although the policy tries again after two days', () => {
    const facts = (kind: CustomerKind) =>
      sampleCase({
        policy,
        customer: debtor('CL', kind),
        steps: [record('call', 'done', '2026-06-22')],
        call: unanswered,
        recentContacts: contactsOn('call', ['2026-06-23']),
      });
    const tries = (kind: CustomerKind, on: IsoDate) => decide(facts(kind), madrid(on)).kind;
    expect([tries('business', '2026-06-24'), tries('business', '2026-06-25')]).toEqual(['wait', 'open-call']);
    expect([tries('consumer', '2026-06-25'), tries('consumer', '2026-06-29'), tries('consumer', '2026-06-30')]).toEqual(
      ['wait', 'wait', 'open-call'],
    );
  });
});

describe('a reminder to a consumer in Chile', () => {
  const now = madrid('2026-05-12');
  it('keeps two days from the note on the due date; a reminder to a business does not', () => {
    expect(days(sampleCase({ customer: debtor('CL', 'business') }), now).slice(0, 3)).toEqual([
      'courtesy 2026-06-03',
      'due-today 2026-06-10',
      'friendly 2026-06-11',
    ]);
    expect(days(sampleCase({ customer: debtor('CL') }), now).slice(0, 3)).toEqual([
      'courtesy 2026-06-03',
      'due-today 2026-06-10',
      'friendly 2026-06-12',
    ]);
  });
  it('waits at the gate, too, also when the message before was about another debt', () => {
    const asked = (kind: CustomerKind, on: IsoDate, past: PastContact[]) =>
      composeMessage(
        sampleCustomer([gateInvoice('A')], 'friendly', { customer: debtor('CL', kind), recentContacts: past }),
        madrid(on),
        0,
      );
    const past = contactsOn('sms', ['2026-06-10'], { invoiceIds: ['B'] });
    expect(asked('business', '2026-06-11', past).kind).toBe('send');
    const answer = asked('consumer', '2026-06-11', past);
    expect(answer).toMatchObject({ kind: 'wait', reason: 'legal-cap' });
    expect(answer.kind === 'wait' && localDate(answer.until, 'Europe/Madrid')).toBe('2026-06-12');
    expect(asked('consumer', '2026-06-12', past).kind).toBe('send');
    // Two in the last seven days are full, however far apart.
    expect(asked('consumer', '2026-06-12', contactsOn('email', ['2026-06-08', '2026-06-10']))).toMatchObject({
      kind: 'wait',
      reason: 'legal-cap',
    });
  });
});

describe('one channel a week to a consumer in Colombia', () => {
  const gate = (past: PastContact[], change: Partial<CustomerFacts> = {}) =>
    composeMessage(
      sampleCustomer([gateInvoice('A', { dueOn: '2026-06-02' })], 'follow-up', {
        customer: debtor('CO'),
        recentContacts: past,
        contacts: [sampleContact({ phone: '+573001112222', channels: ['email', 'sms'] })],
        ...change,
      }),
      madrid('2026-06-10'),
      0,
    );
  const channelOf = (answer: ReturnType<typeof gate>) =>
    answer.kind === 'send' ? answer.channels.map((recipients) => recipients[0]?.channel) : answer.kind;
  it('sends the message by the channel of the last one, although the policy prefers another', () => {
    expect(channelOf(gate([]))).toEqual(['email', 'sms']);
    expect(channelOf(gate(contactsOn('sms', ['2026-06-08'])))).toEqual(['sms', 'email']);
    expect(channelOf(gate(contactsOn('sms', ['2026-06-10'])))).toBe('wait');
    expect(channelOf(gate(contactsOn('sms', ['2026-06-08']), { contacts: [sampleContact()] }))).toBe('wait');
  });
  it('applies to the plan in the same way', () => {
    const facts = sampleCase({
      customer: debtor('CO'),
      steps: [record('friendly', 'sent', '2026-06-15')],
      lastReminderOn: '2026-06-15',
      recentContacts: contactsOn('sms', ['2026-06-15']),
    });
    // The follow-up may go by SMS, on its day; the demand, by e-mail or letter only, comes long after.
    expect(days(facts, madrid('2026-06-16')).slice(0, 2)).toEqual(['follow-up 2026-06-22', 'demand 2026-07-06']);
    expect(
      days(
        {
          ...facts,
          policy: samplePolicy({
            contact: { minDaysBetween: 4, channels: ['email'] },
            steps: [
              { id: 'friendly', day: 1, stage: 'friendly', do: 'send', template: 'friendly' },
              { id: 'follow-up', day: 3, stage: 'follow-up', do: 'send', template: 'follow-up' },
            ],
          }),
        },
        madrid('2026-06-16'),
      ),
    ).toEqual(['follow-up 2026-06-22']);
  });
});

describe('a simulation', () => {
  it('obeys the law: a Chilean consumer with many invoices never gets a third message in seven days', () => {
    const cases = [0, 1, 2, 3, 4].map((index) =>
      sampleCase({
        customer: debtor('CL'),
        window: madridWindow(),
        invoice: { id: `invoice-${index}`, dueOn: addDays('2026-06-08', index) },
      }),
    );
    const { happened } = simulateCustomer({
      cases,
      contacts: [sampleContact()],
      hasPostalAddress: false,
      from: madrid('2026-05-12'),
      to: madrid('2026-09-01'),
      calls: 'no-answer',
    });
    const sent = happened.flatMap((entry) => (entry.kind === 'message' ? [entry.on] : []));
    expect(sent.length).toBeGreaterThan(6);
    sent.forEach((on, index) => {
      const [before, second] = [sent[index - 1], sent[index - 2]];
      if (before) expect(daysBetween(before, on)).toBeGreaterThanOrEqual(2);
      if (second) expect(daysBetween(second, on)).toBeGreaterThanOrEqual(7);
    });
  });
});
