import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DEFAULT_LANGUAGE, LANGUAGES, type Language } from '@puntual/domain/language/languages';

/** A text in every language of the web UI and the API. */
export type Words = Readonly<Record<Language, string>>;

const ONE_CHOICE = /^\s*([a-z]+)(?:-[\w-]+)?\s*(?:;\s*q=([\d.]+))?\s*$/i;

/** The language to answer in: the supported one that `Accept-Language` prefers, else the default. */
export function languageOf(request: Pick<IncomingMessage, 'headers'>): Language {
  const header = request.headers['accept-language'];
  if (typeof header !== 'string') return DEFAULT_LANGUAGE;
  let best: { language: Language; weight: number } = { language: DEFAULT_LANGUAGE, weight: 0 };
  for (const part of header.slice(0, 500).split(',')) {
    const [, base, q] = ONE_CHOICE.exec(part) ?? [];
    const language = LANGUAGES.find((each) => each === base?.toLowerCase());
    const weight = q === undefined ? 1 : Number(q);
    if (language && weight > best.weight) best = { language, weight };
  }
  return best.language;
}

/** The reader's language during the validation of parameters, where no request is at hand. */
export const currentLanguage = new AsyncLocalStorage<Language>();

/** Injects the reader's language into a handler. */
export const AcceptedLanguage = createParamDecorator((_data: unknown, context: ExecutionContext): Language =>
  languageOf(context.switchToHttp().getRequest<IncomingMessage>()),
);
