import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { eventsBodySchema } from '@puntual/contracts/api/events-body';
import { refusalsOf } from '@puntual/domain/refusals/schema-issues';
import { invalid } from './api-problem.ts';
import { isStorable } from './storable.ts';

const FAULTS_SHOWN = 20;

/**
 * Validates each parameter by the schema beside it (`@Body({ schema })`, Nest's Standard Schema support), like Nest's
 * own pipe, but reports each fault with its path. Handlers get the value that the schema returns. Throws the 422
 * problem.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata;
    if (!(schema instanceof z.ZodType)) return value;
    // The handler validates events one by one, so that an invalid one does not stop the others.
    if (schema !== eventsBodySchema && !isStorable(value))
      throw invalid([{ code: 'not-storable', path: metadata.data ?? '', values: {} }]);
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    throw invalid(
      refusalsOf(result.error)
        .slice(0, FAULTS_SHOWN)
        .map((refusal) =>
          // The path of an unknown key is the key alone, as the client wrote it.
          metadata.data && refusal.code !== 'unknown-field'
            ? { ...refusal, path: [metadata.data, refusal.path].filter((part) => part !== '').join('.') }
            : refusal,
        ),
    );
  }
}
