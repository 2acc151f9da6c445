import type { Language } from '../language/languages.ts';
import { sayRefusal } from '../refusals/say-refusal.ts';
import type { PolicyFault } from './check-policy.ts';

const places: Readonly<Record<Language, { step(id: string): string; field(name: string): string }>> = {
  en: { step: (id) => `step "${id}"`, field: (name) => `field "${name}"` },
  es: { step: (id) => `paso «${id}»`, field: (name) => `campo «${name}»` },
};

/** The sentence for a fault of a policy, with its step and field, in the reader's language. Never throws. */
export function sayPolicyFault(fault: PolicyFault, language: Language): string {
  const place = places[language];
  const named = [
    ...(fault.step === null ? [] : [place.step(fault.step)]),
    ...(fault.field === '' ? [] : [place.field(fault.field)]),
  ];
  const words = sayRefusal(fault, language);
  return named.length === 0 ? words : `${named.join(', ')}: ${words}`;
}
