import { z } from 'zod';
import { policyDocumentSchema } from '@puntual/domain/policy/policy-document';
import { envelopeShape } from './envelope.ts';
import { eventSchema } from './events.ts';

/** The folder of the published JSON Schemas, relative to this source file. */
export const SCHEMAS_FOLDER = new URL('../../schemas/', import.meta.url);

/**
 * The JSON Schemas (draft 2020-12) of events in their sender's form, as file name and content: `envelope.json` for the
 * common attributes, one file per type, and `policy.json` for a policy document. Rules that JSON Schema cannot express
 * (decimals of a currency, order of dates and steps) are checked on arrival only.
 */
export function publishedSchemas(): Map<string, string> {
  const files = new Map([
    [
      'envelope.json',
      written(
        z.object({ ...envelopeShape, type: z.string(), data: z.record(z.string(), z.unknown()) }),
        'Envelope of every event (CloudEvents 1.0, structured mode)',
      ),
    ],
  ]);
  for (const event of eventSchema.options)
    files.set(`${event.shape.type.value}.json`, written(event, event.shape.type.value));
  return files.set('policy.json', written(policyDocumentSchema, 'Policy: how a company chases, as a person writes it'));
}

function written(schema: z.ZodType, title: string): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`;
}
