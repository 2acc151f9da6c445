import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { eventsBodySchema } from '@puntual/contracts/api/events-body';
import { invalid } from './api-problem.ts';
import { currentLanguage, type Words } from './language.ts';
import { isStorable } from './storable.ts';

const spanish = z.locales.es().localeError;
const FAULTS_SHOWN = 20;
const unstorable: Words = {
  en: 'cannot be stored: it holds a NUL or half of a surrogate pair, or is too deep',
  es: 'no se puede guardar: contiene un NUL o medio par sustituto, o es demasiado profundo',
};

/**
 * Holds each parameter against the schema beside it (`@Body({ schema })`, Nest's Standard Schema support), as Nest's own pipe does, but keeps the
 * paths of the faults apart and says them in the reader's language. Handlers get what the schema made of the value. Throws the 422 problem.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata;
    const language = currentLanguage.getStore() ?? 'en';
    // Events are looked at one by one, so that a bad one does not keep the others out.
    if (!(schema instanceof z.ZodType)) return value;
    if (schema !== eventsBodySchema && !isStorable(value))
      throw invalid([{ path: metadata.data ?? '', message: unstorable[language] }]);
    const result = schema.safeParse(value, language === 'es' ? { error: spanish } : {});
    if (result.success) return result.data;
    throw invalid(
      result.error.issues.slice(0, FAULTS_SHOWN).flatMap((issue) =>
        // An unknown key is named by its own path, so that a typo is seen at once.
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ path: [...issue.path, key].map(String).join('.'), message: issue.message }))
          : [
              {
                path: [...(metadata.data ? [metadata.data] : []), ...issue.path].map(String).join('.'),
                message: issue.message,
              },
            ],
      ),
    );
  }
}
