import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { eventsBodySchema } from '@puntual/contracts/api/events-body';
import { refusalsOf } from '@puntual/domain/refusals/schema-issues';
import { invalid } from './api-problem.ts';
import { isStorable } from './storable.ts';

const FAULTS_SHOWN = 20;

/**
 * Holds each parameter against the schema beside it (`@Body({ schema })`, Nest's Standard Schema support), as Nest's
 * own pipe does, but keeps the paths of the faults apart. Handlers get what the schema made of the value. Throws the
 * 422 problem.
 */
@Injectable()
export class ValidationPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata;
    // Events are looked at one by one, so that a bad one does not keep the others out.
    if (!(schema instanceof z.ZodType)) return value;
    if (schema !== eventsBodySchema && !isStorable(value))
      throw invalid([{ code: 'not-storable', path: metadata.data ?? '', values: {} }]);
    const result = schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    throw invalid(
      refusalsOf(result.error)
        .slice(0, FAULTS_SHOWN)
        .map((refusal) =>
          // An unknown key of a query or a body stands alone, as its sender wrote it.
          metadata.data && refusal.code !== 'unknown-field'
            ? { ...refusal, path: [metadata.data, refusal.path].filter((part) => part !== '').join('.') }
            : refusal,
        ),
    );
  }
}
