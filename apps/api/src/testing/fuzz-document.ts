import type { OpenAPIObject } from '@nestjs/swagger';
import type { FuzzWorld } from './fuzz-world.ts';

/**
 * The document that the fuzzer reads: the published one, with two changes. `default`, which allows every status, is
 * taken away; and parameters of addresses have the ids of things that exist, and one that does not.
 */
export function fuzzDocument(published: OpenAPIObject, ids: FuzzWorld['ids']): OpenAPIObject {
  const document = structuredClone(published);
  for (const [path, item] of Object.entries(document.paths))
    for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
      if (!operation) continue;
      delete operation.responses.default;
      for (const parameter of operation.parameters ?? [])
        if ('in' in parameter && parameter.in === 'path') {
          const known = ids[new RegExp(`([^/]+)/\\{${parameter.name}\\}`).exec(path)?.[1] ?? ''];
          if (known) parameter.schema = { type: 'string', enum: [...known, 'nobody'] };
        }
    }
  return document;
}
