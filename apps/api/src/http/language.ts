import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { ReaderLanguage } from '@puntual/domain/decide/explain';

/** A text in every language that Puntual is read in. */
export type Words = Readonly<Record<ReaderLanguage, string>>;

/** The language to answer in: the best of English and Spanish that `Accept-Language` names, else English. */
export function languageOf(request: Pick<IncomingMessage, 'headers'>): ReaderLanguage {
  const header = request.headers['accept-language'];
  if (typeof header !== 'string') return 'en';
  let best: { language: ReaderLanguage; weight: number } = { language: 'en', weight: 0 };
  for (const part of header.slice(0, 500).split(',')) {
    const match = /^\s*(en|es)(?:-[\w-]+)?\s*(?:;\s*q=([\d.]+))?\s*$/i.exec(part);
    if (!match) continue;
    const weight = match[2] === undefined ? 1 : Number(match[2]);
    if (weight > best.weight) best = { language: match[1]?.toLowerCase() === 'es' ? 'es' : 'en', weight };
  }
  return best.language;
}

/** The reader's language, for where no request is at hand (the validation of its parts). */
export const currentLanguage = new AsyncLocalStorage<ReaderLanguage>();

/** The reader's language as a handler's argument. */
export const Language = createParamDecorator((_data: unknown, context: ExecutionContext): ReaderLanguage =>
  languageOf(context.switchToHttp().getRequest<IncomingMessage>()),
);
