import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { eventInputSchema, MAX_EVENTS } from '@puntual/contracts/api/events-body';
import { problemSchema } from '@puntual/contracts/api/common';
import { simulationLineSchema } from '@puntual/contracts/api/simulate';
import { policyDocumentSchema } from '@puntual/domain/policy/policy-document';
import { rolesWith } from './auth/held-rights.ts';
import { rights } from './auth/roles.ts';
import { answersNotKept } from './idempotency/kept-answers.ts';
import { describeProblems, problemComponents } from './openapi-problems.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const DESCRIPTION =
  "The collections platform's API. Errors are `application/problem+json` (RFC 9457) with a stable `code` and, " +
  'for input, the path of each fault. Lists take `limit` and an opaque `cursor`, and\n' +
  'answer `{ "items": [...], "nextCursor": null }`. Writes accept `Idempotency-Key`: the same key with the same ' +
  'request has the same answer and is done once (kept 24 hours). What belongs to another organization answers ' +
  '404.\n' +
  "Amounts are decimal strings in the currency's own minor units, days `YYYY-MM-DD`, instants ISO 8601 in UTC.";

/** Returns a schema of libs/domain under its name in this document. */
const policySchema = policyDocumentSchema.meta({ id: 'PolicyDocument' });

type Schema = Record<string, unknown>;

/** Builds the OpenAPI 3.1 document of all routes. It is committed as `openapi.json`; a test compares the two. */
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
  addSchemas(document);
  describeBodies(document);
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) describeOperation(operation, method, path);
    }
  return document;
}

// Schemas that no controller names: bodies that handlers read themselves, problems, and streamed lines.
function addSchemas(document: OpenAPIObject): void {
  const schemas = ((document.components ??= {}).schemas ??= {});
  for (const extra of [
    convert(problemSchema, 'output'),
    convert(eventInputSchema, 'input'),
    convert(policySchema, 'input'),
    convert(simulationLineSchema, 'output'),
  ])
    Object.assign(schemas, JSON.parse(refsToComponents(extra.components)));
  document.components.responses = problemComponents();
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

// What all operations have in common: the problems that they answer, the Idempotency-Key of writes, and the right that
// they need, with the built-in roles that have it.
function describeOperation(operation: Operation, method: (typeof METHODS)[number], path: string): void {
  const needed = rights[`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`];
  describeProblems(operation, { method, path, isOpen: needed === 'everybody' });
  if (method !== 'get' && !answersNotKept.has(`${method.toUpperCase()} ${path}`))
    (operation.parameters ??= []).push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'Unique for each write; repeat it when the same write is sent again',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    });
  if (needed === undefined || needed === 'everybody' || needed === 'signed-in') return;
  const before = operation.description ? `${operation.description}\n\n` : '';
  operation.description = `${before}Right: \`${needed}\`. Roles: ${rolesWith(needed).join(', ')}.`;
}

// Bodies that handlers read themselves, so that Nest does not know their schema.
function describeBodies(document: OpenAPIObject): void {
  const post = (path: string): Operation | undefined => document.paths[path]?.post;
  const setBody = (path: string, content: Record<string, { schema: object }>): void => {
    const operation = post(path);
    if (operation) operation.requestBody = { required: true, content };
  };
  const event = { $ref: '#/components/schemas/Event' };
  const events = { type: 'array', items: event, minItems: 1, maxItems: MAX_EVENTS };
  setBody('/v1/events', { 'application/json': { schema: { oneOf: [event, events] } } });
  const file = { schema: { type: 'string', format: 'binary' } };
  setBody('/v1/imports', { 'text/csv': file, 'application/xml': file, 'application/octet-stream': file });
  setBody('/v1/policies', { 'application/json': { schema: { $ref: '#/components/schemas/PolicyDocument' } } });
  const simulated = post('/v1/policies/simulate')?.responses['200'];
  if (simulated && 'content' in simulated && simulated.content)
    simulated.content['application/x-ndjson'] = { schema: { $ref: '#/components/schemas/SimulationLine' } };
}

// The schema is wrapped in an object, so that a schema with an id of its own becomes a component, like those within it.
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
