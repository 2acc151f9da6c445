import type { AuditKind } from '@puntual/domain/audit/audit-kinds';
import type { Language } from '@puntual/domain/language/languages';
import { sentences as english } from './en/audit-sentences.ts';
import { sentences as spanish } from './es/audit-sentences.ts';
import { reading, type AuditSentences, type EventData } from './event-reading.ts';

const sentences: Readonly<Record<Language, AuditSentences>> = { en: english, es: spanish };

function isAuditKind(kind: string): kind is AuditKind {
  return Object.hasOwn(sentences.en, kind);
}

/** Describes an audit event in a sentence. Never fails: a kind that this version does not know is shown by its code. */
export function describeEvent(kind: string, data: EventData, language: Language): string {
  if (!isAuditKind(kind)) return kind;
  const sentence = sentences[language][kind];
  return typeof sentence === 'string' ? sentence : sentence(reading(data, language));
}
