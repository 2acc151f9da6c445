import { describe, expect, it } from '@jest/globals';
import { checkForPublishing, readPolicyDocument, type KnownForPublishing } from './check-policy.ts';
import { sayPolicyFault } from './say-policy-fault.ts';
import { gentleDocument } from '../policy/gentle.ts';
import { policyDocumentSchema, type PolicyDocument } from '../policy/policy-document.ts';
import { standardDocument } from '../policy/standard.ts';
import { strictDocument } from '../policy/strict.ts';
import { TEMPLATES } from '../policy/vocabulary.ts';

const step = (change: object) => ({
  id: 'friendly',
  day: 1,
  stage: 'friendly',
  do: 'send',
  template: 'friendly',
  ...change,
});
const faultsOf = (change: object) => {
  const read = readPolicyDocument({ ...standardDocument, ...change });
  return read.ok ? [] : read.faults;
};

describe('reading a policy document', () => {
  it('returns the document with the defaults of the schema', () => {
    const read = readPolicyDocument(standardDocument);
    expect(read).toEqual({ ok: true, document: policyDocumentSchema.parse(standardDocument) });
  });

  it.each([null, undefined, 7, 'policy', [], {}, { steps: 'none' }, { steps: [null] }])(
    'returns faults for %j',
    (input) => {
      const read = readPolicyDocument(input);
      expect(read.ok ? [] : read.faults.length).toBeGreaterThan(0);
    },
  );

  it.each<[string, object, string, string | null, string, string]>([
    [
      'a day that is text',
      { steps: [step({ day: 'one' })] },
      'steps.0.day',
      'friendly',
      'step "friendly", field "day": must be a number',
      'paso «friendly», campo «day»: debe ser un número',
    ],
    [
      'a step without an id',
      { steps: [step({ id: undefined })] },
      'steps.0.id',
      '1',
      'step "1", field "id": is missing',
      'paso «1», campo «id»: falta',
    ],
    [
      'a misspelt field',
      { steps: [step({ dya: 3 })] },
      'steps.0.dya',
      'friendly',
      'step "friendly", field "dya": is not known here: is it misspelt?',
      'paso «friendly», campo «dya»: no se conoce aquí: ¿está mal escrito?',
    ],
    [
      'an unknown stage',
      { steps: [step({ stage: 'angry' })] },
      'steps.0.stage',
      'friendly',
      'must be one of: not-due, courtesy',
      'debe ser uno de: not-due, courtesy',
    ],
    [
      'an unknown kind of step',
      { steps: [step({ do: 'shout' })] },
      'steps.0.do',
      'friendly',
      'one of the kinds',
      'uno de los tipos',
    ],
    [
      'a day beyond the limit',
      { steps: [step({ day: 1826 })] },
      'steps.0.day',
      'friendly',
      'must be at most 1825',
      'debe ser como máximo 1825',
    ],
    [
      'no channel',
      { contact: { minDaysBetween: 1, channels: [] } },
      'contact.channels',
      null,
      'field "contact.channels": must have at least 1 entry',
      'debe tener como mínimo 1 elemento',
    ],
    [
      'an empty name',
      { name: { en: '', es: 'x' } },
      'name.en',
      null,
      'must have at least 1 character',
      'debe tener como mínimo 1 carácter',
    ],
    ['no window', { calendar: { holidays: 'none' } }, 'calendar.window', null, 'is missing', 'falta'],
    [
      'an amount with a comma',
      { steps: [step({ when: { openAtLeast: '1,000' } })] },
      'steps.0.when.openAtLeast',
      'friendly',
      'an amount: a decimal number',
      'un importe: un número decimal',
    ],
    ['a key in capitals', { key: 'Mine' }, 'key', null, 'small letters', 'letras minúsculas'],
    [
      'an invalid hour',
      { calendar: { window: ['09:00', '25:00'] } },
      'calendar.window.1',
      null,
      'a time of day',
      'una hora del día',
    ],
    ['an unknown currency', { currency: 'euro' }, 'currency', null, 'an ISO 4217 currency', 'una moneda ISO 4217'],
    [
      'an unknown country',
      { appliesTo: { priority: 1, when: { country: ['Spain'] } } },
      'appliesTo.when.country.0',
      null,
      'an ISO 3166 country',
      'un país ISO 3166',
    ],
    [
      'an invalid percentage',
      { charges: { interest: { regime: 'contractual', percentPerYear: '8%' } } },
      'charges.interest.percentPerYear',
      null,
      'a percentage',
      'un porcentaje',
    ],
    [
      'a window that closes before it opens',
      { calendar: { window: ['17:30', '09:00'] } },
      'calendar.window',
      null,
      '17:30 is not before 09:00',
      '17:30 no es anterior a 09:00',
    ],
    [
      'the id of the thank-you',
      { steps: [step({ id: 'thank-you' })] },
      'steps.0.id',
      'thank-you',
      'another id',
      'otro id',
    ],
    [
      'the same id for two steps',
      { steps: [step({}), step({ day: 8 })] },
      'steps.1.id',
      'friendly',
      'taken by an earlier step',
      'ya lo tiene un paso anterior',
    ],
    [
      'days that are not in order',
      { steps: [step({ day: 8 }), step({ id: 'b' })] },
      'steps.1.day',
      'b',
      'day 1 comes after day 8',
      'el día 1 viene después del día 8',
    ],
    [
      'a stage milder than the stage before',
      { steps: [step({ stage: 'demand' }), step({ id: 'b', day: 8 })] },
      'steps.1.stage',
      'b',
      '"friendly" comes after "demand"',
      '«friendly» viene después de «demand»',
    ],
    [
      'a repetition into the next step',
      { steps: [step({ repeat: { everyDays: 2, untilDay: 9 } }), step({ id: 'b', day: 8 })] },
      'steps.1.day',
      'b',
      'repeats until day 9',
      'se repite hasta el día 9',
    ],
    [
      'a courtesy that repeats',
      { steps: [step({ day: -3, stage: 'courtesy', repeat: { everyDays: 1, untilDay: 3 } })] },
      'steps.0.repeat',
      'friendly',
      'only steps after the due date repeat',
      'solo se repiten',
    ],
    [
      'a repetition that ends before it begins',
      { steps: [step({ day: 5, repeat: { everyDays: 1, untilDay: 3 } })] },
      'steps.0.repeat',
      'friendly',
      'before its own day 5',
      'anterior a su propio día 5',
    ],
    [
      'a call before the due date',
      { steps: [{ id: 'call', day: 0, stage: 'call', do: 'task', kind: 'call', script: 'x' }] },
      'steps.0.day',
      'call',
      'only messages of courtesy',
      'solo hay mensajes de cortesía',
    ],
  ])('says in both languages where there is %s', (_, change, path, stepId, en, es) => {
    const fault = faultsOf(change).find((each) => each.path === path);
    expect(fault).toMatchObject({ path, step: stepId });
    expect(fault && sayPolicyFault(fault, 'en')).toContain(en);
    expect(fault && sayPolicyFault(fault, 'es')).toContain(es);
  });
});

describe('publishing a policy', () => {
  const all: KnownForPublishing = {
    languages: ['es', 'en'],
    templates: { en: TEMPLATES, es: TEMPLATES },
    customers: [
      { country: 'ES', kind: 'business' },
      { country: 'ES', kind: 'consumer' },
    ],
    on: '2026-06-10',
  };
  const document = (change: object = {}): PolicyDocument =>
    policyDocumentSchema.parse({ ...standardDocument, ...change });
  const check = (change: object, known: Partial<KnownForPublishing> = {}) =>
    checkForPublishing(document(change), { ...all, ...known }).map((fault) => [
      fault.path,
      sayPolicyFault(fault, 'en'),
    ]);
  const consumersOf = (country: string) => ({ customers: [{ country, kind: 'consumer' as const }] });

  it('is allowed for every built-in policy', () => {
    for (const each of [standardDocument, gentleDocument, strictDocument])
      expect(checkForPublishing(policyDocumentSchema.parse(each), all)).toEqual([]);
  });

  it('is refused for a supply hold that no earlier step announces', () => {
    const [hold, notice] = [
      { id: 'hold', day: 30, stage: 'demand', do: 'supply-hold' },
      (day: number) => ({ id: 'notice', day, stage: 'demand', do: 'announce-supply-hold', effectiveInDays: 5 }),
    ];
    expect(check({ steps: [step({}), hold] })).toEqual([
      ['steps.1.do', expect.stringContaining('step "hold", field "do": a supply hold needs a step before it')],
    ]);
    expect(check({ steps: [hold, notice(31)] })).toHaveLength(1);
    expect(check({ steps: [notice(20), hold] })).toEqual([]);
  });

  it('is refused when a notice is missing in a language that customers have; es-CL needs es', () => {
    expect(check({ steps: [step({})] }, { languages: ['es-CL', 'fr'] })).toEqual([
      ['steps.0.template', expect.stringContaining('customers have: fr')],
    ]);
    expect(check({ steps: [step({})] }, { templates: { en: TEMPLATES, es: ['demand'] } })).toEqual([
      ['steps.0.template', expect.stringContaining('customers have: es')],
    ]);
    expect(
      check(
        { steps: [{ id: 'notice', day: 5, stage: 'demand', do: 'announce-supply-hold', effectiveInDays: 5 }] },
        { languages: ['fr'] },
      ),
    ).toEqual([['steps.0.do', expect.stringContaining('supply-hold-notice')]]);
  });

  it('is refused for a window outside the hours that the law of a consumer’s country allows', () => {
    const early = { calendar: { window: ['07:00', '17:30'] }, steps: [step({ channels: ['email'] })] };
    expect(check(early, consumersOf('US'))).toEqual([['calendar.window', expect.stringContaining('Regulation F')]]);
    expect(check(early, { customers: [{ country: 'US', kind: 'business' }] })).toEqual([]);
    expect(check({ ...early, steps: [step({ channels: ['letter'] })] }, consumersOf('US'))).toEqual([]);
    expect(check({ ...early, calendar: { window: ['08:00', '21:00'] } }, consumersOf('US'))).toEqual([]);
  });

  it('is refused for a weekday on which the law allows no contact', () => {
    const sunday = {
      calendar: { window: ['09:00', '14:00'], weekdays: [1, 7] },
      steps: [step({ channels: ['email'] })],
    };
    expect(check(sunday, consumersOf('CO'))).toEqual([
      ['calendar.weekdays', expect.stringContaining('one of these weekdays')],
    ]);
    expect(check(sunday, consumersOf('US'))).toEqual([]);
  });

  it('is refused for more calls than the law allows, unless the policy has no call', () => {
    expect(check({}, consumersOf('CL'))).toEqual([
      ['contact.callsPer7Days', expect.stringContaining('at most 1 calls in seven days')],
    ]);
    expect(check({ steps: [step({})] }, consumersOf('CL'))).toEqual([]);
    expect(check({ contact: { ...standardDocument.contact, callsPer7Days: 8 } }, consumersOf('US'))).toEqual([
      ['contact.callsPer7Days', expect.stringContaining('at most 7')],
    ]);
  });

  it('checks the customers of the policy’s own segment only', () => {
    expect(check({ appliesTo: { priority: 1, when: { kind: ['business'] } } }, consumersOf('CL'))).toEqual([]);
    expect(check({ appliesTo: { priority: 1, when: { country: ['ES'] } } }, consumersOf('CL'))).toEqual([]);
    expect(
      check({ appliesTo: { priority: 1, when: { country: ['CL'], kind: ['consumer'] } } }, consumersOf('CL')),
    ).toHaveLength(1);
  });
});
