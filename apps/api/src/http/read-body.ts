import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ApiProblem, invalid } from './api-problem.ts';
import { unsupported } from './errors.filter.ts';
import { JSON_DEPTH, JSON_KEYS, JSON_VALUES } from './limits.ts';
import { shapeOfJson } from './json-shape.ts';

const INFLATERS: Readonly<Record<string, () => Duplex>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Reads a body of at most `limit` bytes; a compressed one is inflated, and has at most `limit` bytes afterwards too.
 * Throws 413 `too-large` without reading on, 415 `not-json` for an unknown encoding, 400 `unreadable` for a body that
 * breaks off or does not inflate.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const encoding = encodingOf(request);
  if (encoding === 'identity') return collect(request, limit);
  const inflater = INFLATERS[encoding]?.();
  if (!inflater) throw unsupported();
  const broken = () => inflater.destroy(new Error('the body broke off'));
  request.once('error', broken).once('aborted', broken);
  request.pipe(inflater);
  try {
    return await collect(inflater, limit);
  } finally {
    request.off('error', broken).off('aborted', broken);
    request.unpipe(inflater);
    inflater.destroy();
  }
}

/** The encoding of a body: `identity` where none is named. */
export function encodingOf(request: IncomingMessage): string {
  return (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
}

// Listens rather than iterates: leaving an iteration early would cut the connection before the answer is sent.
function collect(stream: NodeJS.ReadableStream, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const finish = (settle: () => void) => {
      stream.off('data', take).off('end', end).off('error', fail).off('aborted', fail).off('close', fail);
      // A late error of a stream that nobody reads must not end the process.
      stream.on('error', () => undefined);
      settle();
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else {
        stream.pause();
        finish(() => reject(tooLarge()));
      }
    };
    const end = () => finish(() => resolve(Buffer.concat(chunks)));
    const fail = (cause?: unknown) =>
      finish(() => reject(new ApiProblem(400, { code: 'unreadable', values: {} }, { cause })));
    stream.on('data', take).on('end', end).on('error', fail).on('aborted', fail).on('close', fail);
  });
}

/**
 * Parses a JSON body: an object or an array. Throws 400 `unreadable`, 422 `invalid` for one nested too deep, 413
 * `too-many-values` or `too-many-keys`; all but the first before it is parsed, because parsing it would hold the event
 * loop.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return {};
  const { depth, values, keys } = shapeOfJson(body);
  if (depth > JSON_DEPTH) throw invalid([{ code: 'too-deep', path: '', values: {} }]);
  if (values > JSON_VALUES) throw new ApiProblem(413, { code: 'too-many-values', values: { most: JSON_VALUES } });
  if (keys > JSON_KEYS) throw new ApiProblem(413, { code: 'too-many-keys', values: { most: JSON_KEYS } });
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(body));
  } catch (cause) {
    throw new ApiProblem(400, { code: 'unreadable', values: {} }, { cause });
  }
  if (typeof parsed !== 'object' || parsed === null) throw new ApiProblem(400, { code: 'unreadable', values: {} });
  return parsed;
}

function tooLarge(): ApiProblem {
  return new ApiProblem(413, { code: 'too-large', values: { what: 'body' } });
}
