import { readStoredRefusal, type FaultCode } from '@puntual/casework/imports/files/line-fault';
import type { Language } from '@puntual/domain/language/languages';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import { faults as english } from './en/faults.ts';
import { faults as spanish } from './es/faults.ts';
import type { FaultWords, HintedField } from './fault-tables.ts';

type Values = Readonly<Record<string, string>>;

const faultWords: Readonly<Record<Language, FaultWords>> = { en: english, es: spanish };

/** Words a fault as a sentence in the reader's language. Never fails: an unknown code is returned as it is. */
export function describeFault(code: string, values: Values, language: Language): string {
  const { faults, hints, otherHint } = faultWords[language];
  const field = values.field ?? '';
  const hint = Object.hasOwn(hints, field) ? hints[field as HintedField] : otherHint;
  const words = Object.hasOwn(faults, code) ? faults[code as FaultCode] : code;
  return put(
    words.replace('{hint}', () => hint),
    { ...values, reason: reasonOf(values, language) },
  );
}

// Faults of earlier versions have no refusal, only an English sentence.
function reasonOf(values: Values, language: Language): string {
  const refusal = readStoredRefusal(values.refusal);
  try {
    return refusal ? sayRefusal(refusal, language) : (values.reason ?? '');
  } catch {
    // A refusal of another version, whose code or values this one does not know.
    return values.reason ?? '';
  }
}

function put(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
}
