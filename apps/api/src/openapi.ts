import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { eventInputSchema, MAX_EVENTS } from '@puntual/contracts/api/events-body';
import { problemSchema } from '@puntual/contracts/api/schemas';
import { simulationLineSchema } from '@puntual/contracts/api/simulate';
import { policyDocumentSchema } from '@puntual/domain/policy/policy-document';
import { readingPosts, rights } from './auth/roles.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const DESCRIPTION = `The collections platform's API. Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\` and, for input, the path of each fault. Lists take \`limit\` and an opaque \`cursor\`, and
answer \`{ "items": [...], "nextCursor": null }\`. Writes accept \`Idempotency-Key\`: the same key with the same request has the same answer and is done once (kept 24 hours). What belongs to another organization answers 404.
Amounts are decimal strings in the currency's own minor units, days \`YYYY-MM-DD\`, instants ISO 8601 in UTC.`;

/** The domain's own schema under the name that it has here. */
const policySchema = policyDocumentSchema.meta({ id: 'PolicyDocument' });

type Schema = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the routes that there are; committed as \`openapi.json\`, and a test holds the two
 * together.
 */
export function buildOpenApi(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Puntual')
    .setVersion('1')
    .setDescription(DESCRIPTION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An API key (pk_...) or a session token (ps_...)' },
      'bearer',
    )
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '').toLowerCase()}_${method}`,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? convert(schema, schemaType) : undefined,
  });
  const schemas = ((document.components ??= {}).schemas ??= {});
  for (const extra of [
    convert(problemSchema, 'output'),
    convert(eventInputSchema, 'input'),
    convert(policySchema, 'input'),
    convert(simulationLineSchema, 'output'),
  ])
    Object.assign(schemas, JSON.parse(refsToComponents(extra.components)));
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      operation.responses.default = {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
      if (method !== 'get' && !readingPosts.has(`${method.toUpperCase()} ${path}`))
        (operation.parameters ??= []).push({
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'One for each write; the same one for its repeats',
          schema: { type: 'string', minLength: 1, maxLength: 200 },
        });
      const allowed = rights[`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`];
      if (Array.isArray(allowed))
        operation.description = `${operation.description ? `${operation.description}\n\n` : ''}Roles: ${allowed.join(', ')}.`;
    }
  }
  const events = document.paths['/v1/events']?.post;
  const event = { $ref: '#/components/schemas/Event' };
  if (events)
    events.requestBody = {
      required: true,
      content: {
        'application/json': {
          schema: { oneOf: [event, { type: 'array', items: event, minItems: 1, maxItems: MAX_EVENTS }] },
        },
      },
    };
  const given = document.paths['/v1/imports']?.post;
  const file = { schema: { type: 'string' as const, format: 'binary' } };
  if (given)
    given.requestBody = {
      required: true,
      content: { 'text/csv': file, 'application/xml': file, 'application/octet-stream': file },
    };
  const saved = document.paths['/v1/policies']?.post;
  if (saved)
    saved.requestBody = {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/PolicyDocument' } } },
    };
  const simulated = document.paths['/v1/policies/simulate']?.post?.responses['200'];
  if (simulated && 'content' in simulated && simulated.content)
    simulated.content['application/x-ndjson'] = { schema: { $ref: '#/components/schemas/SimulationLine' } };
  return document;
}

// Wrapped in an object, so that a schema with an id of its own becomes a component like those within it.
function convert(schema: z.ZodType, io: 'input' | 'output'): { schema: Schema; components: Record<string, Schema> } {
  const json = z.toJSONSchema(z.object({ wrapped: schema }), { target: 'draft-2020-12', io, unrepresentable: 'any' });
  const components = Object.fromEntries(
    Object.entries(json.$defs ?? {}).map(([name, definition]) => [name, withoutId(definition)]),
  );
  return { schema: (json.properties?.wrapped ?? {}) as Schema, components };
}

function withoutId(definition: object): Schema {
  const { id: _id, $id: _dollarId, ...rest } = definition as Schema;
  return rest;
}

function refsToComponents(components: Record<string, Schema>): string {
  return JSON.stringify(components).replaceAll('#/$defs/', '#/components/schemas/');
}
