import type { OpenAPIObject } from '@nestjs/swagger';
import { addLinks } from './fuzz-links.ts';
import type { FuzzWorld } from './fuzz-world.ts';

/**
 * The document that the fuzzer reads: the published one, with four changes. `default`, which allows every status, is
 * taken away; parameters of addresses have the ids of things that exist, and one that does not; answers have links to
 * the routes that take their ids; and patterns are those that the fuzzer can read.
 */
export function fuzzDocument(published: OpenAPIObject, ids: FuzzWorld['ids']): OpenAPIObject {
  const document = withPlainPatterns(published);
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
  addLinks(document);
  return document;
}

// The fuzzer makes values by Python's regular expressions, which know no classes of Unicode.
const PLAIN_PATTERNS: Readonly<Record<string, string>> = {
  '^[^\\0\\p{Cs}]*$': '^[^\\x00]*$',
  '^[^\\s/\\p{Cc}\\p{Cs}]+$': '^[A-Za-z0-9._-]+$',
};

function withPlainPatterns(published: OpenAPIObject): OpenAPIObject {
  const text = JSON.stringify(published, (key, value: unknown) =>
    key === 'pattern' && typeof value === 'string' ? (PLAIN_PATTERNS[value] ?? value) : value,
  );
  return JSON.parse(text) as OpenAPIObject;
}
