import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
interface Target {
  readonly operationId: string;
  readonly path: string;
  /** The parameter that stands for a thing, and the part of the address before it, such as `disputes`. */
  readonly parameter: string;
  readonly collection: string;
}
interface JsonSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** Their ids are known from the start. */
const KNOWN: ReadonlySet<string> = new Set(['customers', 'invoices']);
const ID_FIELD = /^(\w+)Id$/;

/**
 * Adds a link from every answer that has the id of a thing to the routes that read, change or end such a thing: the
 * fuzzer follows them from answer to request. Changes the document.
 */
export function addLinks(document: OpenAPIObject): void {
  const all = operationsOf(document);
  const targets = all.flatMap(({ path, operation }) => targetOf(path, operation) ?? []);
  const collections = new Set(targets.map(({ collection }) => collection));
  for (const { path, operation } of all)
    for (const [status, response] of Object.entries(operation.responses)) {
      if (!status.startsWith('2') || !response || !('content' in response)) continue;
      const schema = resolve(document, response.content?.['application/json']?.schema);
      const found = idsIn(document, schema, { ofPath: collectionOf(path, collections), collections });
      const links = found.flatMap(({ collection, pointer }) =>
        targets
          .filter((target) => target.collection === collection && target.operationId !== operation.operationId)
          .map((target) => [
            `${target.operationId} of ${pointer}`,
            {
              operationId: target.operationId,
              parameters: { ...sameParameters(path, target), [target.parameter]: `$response.body#${pointer}` },
            },
          ]),
      );
      response.links = Object.fromEntries(links) as NonNullable<typeof response.links>;
    }
}

function operationsOf(document: OpenAPIObject): { readonly path: string; readonly operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ path, operation: item[method] }] : [])),
  );
}

// By the last parameter of an address: of "/v1/customers/{id}/pauses/{pauseId}" the pause.
function targetOf(path: string, { operationId = '' }: Operation): Target | null {
  const [, collection = '', parameter = ''] = /([^/{}]+)\/\{(\w+)\}[^{}]*$/.exec(path) ?? [];
  return parameter === '' || KNOWN.has(collection) ? null : { operationId, path, parameter, collection };
}

// What the `id` of an answer is the id of: "disputes" for "/v1/disputes/{id}/notes" and "/v1/customers/{id}/disputes".
function collectionOf(path: string, collections: ReadonlySet<string>): string | undefined {
  return path.split('/').findLast((part) => collections.has(part));
}

function idsIn(
  document: OpenAPIObject,
  schema: JsonSchema | undefined,
  named: { readonly ofPath: string | undefined; readonly collections: ReadonlySet<string> },
  at = '',
): { readonly collection: string; readonly pointer: string }[] {
  const fields = Object.keys(schema?.properties ?? {});
  const own = fields.flatMap((field) => {
    const word = ID_FIELD.exec(field)?.[1];
    const isOwn = field === 'id' || field === 'key';
    const collection = isOwn ? named.ofPath : word && `${word}s`;
    // The dispute of a hold is a dispute, the hold is not.
    if (isOwn && fields.some((other) => `${ID_FIELD.exec(other)?.[1]}s` === collection)) return [];
    return collection && named.collections.has(collection) ? [{ collection, pointer: `${at}/${field}` }] : [];
  });
  const items = resolve(document, resolve(document, schema?.properties?.items)?.items);
  return items && at === '' ? [...own, ...idsIn(document, items, named, '/items/0')] : own;
}

function resolve(document: OpenAPIObject, schema: JsonSchema | undefined): JsonSchema | undefined {
  const name = schema?.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : document.components?.schemas?.[name];
}

// The customer of the pause is that of the request before.
function sameParameters(path: string, target: Target): Record<string, string> {
  const shared = [...target.path.slice(0, target.path.lastIndexOf('/{')).matchAll(/\{(\w+)\}/g)];
  const prefix = target.path.slice(0, target.path.indexOf('}') + 1);
  return path.startsWith(prefix)
    ? Object.fromEntries(shared.map(([, name = '']) => [name, `$request.path.${name}`]))
    : {};
}
