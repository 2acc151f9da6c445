import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { publishedSchemas, SCHEMAS_FOLDER } from './published-schemas.ts';
import { topicOf } from './events.ts';

it('there is one for the envelope, one for each type of event and one for policies, and no other', () => {
  expect([...publishedSchemas().keys()].sort()).toEqual(
    ['envelope.json', 'policy.json', ...Object.keys(topicOf).map((type) => `${type}.json`)].sort(),
  );
  expect(readdirSync(SCHEMAS_FOLDER).sort()).toEqual([...publishedSchemas().keys()].sort());
});

it.each([...publishedSchemas()])(
  '%s in the repository is what the code says; if not, run src/write-schemas.ts',
  (name, text) => {
    expect(readFileSync(new URL(name, SCHEMAS_FOLDER), 'utf8')).toBe(text);
  },
);

it('they describe what a sender writes: defaults may be left out', () => {
  const schema = JSON.parse(publishedSchemas().get('puntual.customer.upserted.v1.json') ?? '{}');
  expect(schema.required).toEqual(['specversion', 'id', 'source', 'org', 'time', 'type', 'data']);
  expect(schema.properties.data.required).toEqual([
    'customerId',
    'name',
    'country',
    'language',
    'timeZone',
    'currency',
  ]);
});

it('a policy needs only what has no default, and knows each kind of step', () => {
  const schema = JSON.parse(publishedSchemas().get('policy.json') ?? '{}');
  expect(schema.required).toEqual(['key', 'name', 'calendar', 'contact', 'steps']);
  expect(
    schema.properties.steps.items.oneOf.map(
      (step: { properties: { do: { const: string } } }) => step.properties.do.const,
    ),
  ).toEqual(['send', 'announce-supply-hold', 'supply-hold', 'task', 'agency']);
  expect(
    schema.properties.steps.items.oneOf.every((step: { additionalProperties: boolean }) => !step.additionalProperties),
  ).toBe(true);
});
