import { createHash } from 'node:crypto';
import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { catchError, from, mergeMap, Observable, of } from 'rxjs';
import { MOST_IMPORT_BYTES } from '@puntual/casework/imports/store-import';
import { idempotentWrite, type IdempotentWrite } from '@puntual/db/idempotent-write';
import { toJson, type Json } from '@puntual/db/json';
import { errorFields } from '@puntual/platform/log';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { Caller } from '../http/caller.ts';
import { answersNotKept, repeatableWrites } from './kept-answers.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { ApiProblem, invalid } from '../http/api-problem.ts';
import { routeOf, type HttpRequest, type HttpResponse } from '../http/http.ts';
import { ANSWER_CHARACTERS_KEPT, ANSWERING_SECONDS, IDEMPOTENCY_KEPT_HOURS } from '../http/limits.ts';

type Begun =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'repeat'; readonly status: number; readonly body: Json; readonly contentHash: string | null };

/** Is stored in place of an answer that is too large to be kept, or lost. No route answers a text alone. */
const ANSWER_NOT_KEPT = 'answer-not-kept';

/**
 * Answers a repeated write with the stored answer of its `Idempotency-Key`, without doing it again.
 *
 * A failed request proves nothing: the write may be committed, and its answer fail afterwards. Therefore the
 * transaction that audits a write also notes at the key that it is done (`noteIdempotentWrite`). A failure forgets a
 * key without the note, and the request may be tried again. With the note, a repeat is told that the write is done and
 * its answer lost. One rule serves all writes, because every write is audited; ids of acts derived from the key would
 * protect the ledger alone. A write whose process died before its commit stays in progress: it may be under way
 * elsewhere.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly cleanings = new RateLimit(1, 1 / 3600);

  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /**
   * Throws 409 `idempotency-key-in-progress`, 409 `idempotency-answer-not-kept` when the write was done and its answer
   * was too large to be kept or is lost, and 422 `idempotency-key-reuse` when another request has used the key.
   */
  async intercept(context: ExecutionContext, next: CallHandler<unknown>): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const response = context.switchToHttp().getResponse<HttpResponse>();
    const key = request.headers['idempotency-key'];
    const { caller } = request;
    if (
      key === undefined ||
      !caller ||
      request.method === 'GET' ||
      request.method === 'HEAD' ||
      answersNotKept.has(routeOf(request) ?? '')
    )
      return next.handle();
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key))
      throw invalid([{ code: 'not-an-idempotency-key', path: 'Idempotency-Key', values: {} }]);

    const begun = await this.begin(caller, key, hashOf(request, caller));
    if (begun.kind === 'repeat') {
      // The uploaded file is read to compare its hash, so that another file under the same key is refused instead of
      // lost.
      if (begun.contentHash !== null && (await sha256Of(request)) !== begun.contentHash) throw keyReused();
      response.status(begun.status);
      response.setHeader('idempotency-replayed', 'true');
      return of(begun.body ?? undefined);
    }
    const write = repeatableWrites.has(routeOf(request) ?? '') ? null : { key, status: response.statusCode };
    return handleAs(write, next).pipe(
      catchError((error: unknown) =>
        from(this.noteFailure(caller, key)).pipe(
          mergeMap(() => {
            throw error;
          }),
        ),
      ),
      mergeMap(async (body) => {
        const answer = { status: response.statusCode, body, contentHash: request.contentHash ?? null };
        await this.remember(caller, key, answer);
        return body;
      }),
    );
  }

  private async begin(caller: Caller, key: string, hash: string): Promise<Begun> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      if (this.cleanings.take(caller.organizationId) === 0)
        await tx.$executeRaw`
          DELETE FROM idempotency_key
          WHERE created_at < now() - ${IDEMPOTENCY_KEPT_HOURS} * interval '1 hour'`;
      const fresh = await tx.$executeRaw`
        INSERT INTO idempotency_key (organization_id, key, request_hash)
        VALUES (${caller.organizationId}::uuid, ${key}, ${hash})
        ON CONFLICT (organization_id, key) DO UPDATE
        SET request_hash = excluded.request_hash, status = NULL, committed_status = NULL, body = NULL,
          content_hash = NULL, created_at = now()
        WHERE idempotency_key.created_at < now() - ${IDEMPOTENCY_KEPT_HOURS} * interval '1 hour'`;
      if (fresh === 1) return { kind: 'fresh' };
      const known = await tx.idempotencyKey.findUniqueOrThrow({
        where: { organizationId_key: { organizationId: caller.organizationId, key } },
      });
      if (known.requestHash !== hash) {
        throw keyReused();
      }
      if (known.status === null) {
        const isAnswering = Date.now() - known.createdAt.getTime() < ANSWERING_SECONDS * 1000;
        if (known.committedStatus !== null && !isAnswering) throw answerNotKept(known.committedStatus);
        throw new ApiProblem(409, { code: 'idempotency-key-in-progress', values: {} });
      }
      if (known.body === ANSWER_NOT_KEPT) throw answerNotKept(known.status);
      return { kind: 'repeat', status: known.status, body: known.body as Json, contentHash: known.contentHash };
    });
  }

  private async remember(
    caller: Caller,
    key: string,
    { status, body, contentHash }: { readonly status: number; readonly body: unknown; contentHash: string | null },
  ): Promise<void> {
    const whole = JSON.stringify(toJson(body ?? null));
    const stored = whole.length > ANSWER_CHARACTERS_KEPT ? JSON.stringify(ANSWER_NOT_KEPT) : whole;
    await this.quietly('remember', () =>
      this.parts.database.inOrganization(
        caller.organizationId,
        (tx) =>
          tx.$executeRaw`
            UPDATE idempotency_key
            SET status = ${status}, body = ${stored}::jsonb, content_hash = ${contentHash}
            WHERE key = ${key}`,
      ),
    );
  }

  // Forgets the key of a request that changed nothing. The deletion waits for a commit whose end is not known yet.
  private async noteFailure(caller: Caller, key: string): Promise<void> {
    await this.quietly('note the failure of', () =>
      this.parts.database.inOrganization(caller.organizationId, async (tx) => {
        await tx.$executeRaw`
          DELETE FROM idempotency_key
          WHERE key = ${key} AND status IS NULL AND committed_status IS NULL`;
        await tx.$executeRaw`
          UPDATE idempotency_key
          SET status = committed_status, body = ${JSON.stringify(ANSWER_NOT_KEPT)}::jsonb
          WHERE key = ${key} AND status IS NULL AND committed_status IS NOT NULL`;
      }),
    );
  }

  // The write has succeeded or failed by now; a failure to store that must not change its answer.
  private async quietly(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.parts.log.warn(errorFields(error), `could not ${what} an idempotency key`);
    }
  }
}

// Runs the handler so that its transactions note the write at its key; null: they do not.
function handleAs(write: IdempotentWrite | null, next: CallHandler<unknown>): Observable<unknown> {
  if (!write) return next.handle();
  return new Observable((subscriber) => idempotentWrite.run(write, () => next.handle().subscribe(subscriber)));
}

function answerNotKept(status: number): ApiProblem {
  return new ApiProblem(409, { code: 'idempotency-answer-not-kept', values: { status } });
}

function keyReused(): ApiProblem {
  return new ApiProblem(422, { code: 'idempotency-key-reuse', values: {} });
}

// Hashes a body that no handler has read. Null for one that is longer than any accepted file: it cannot be the file
// that was uploaded under the key, so the rest is not read.
async function sha256Of(request: HttpRequest): Promise<string | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_IMPORT_BYTES) return null;
    hash.update(chunk);
  }
  return hash.digest('hex');
}

function hashOf(request: HttpRequest, caller: Caller): string {
  let text: string;
  try {
    text = JSON.stringify([request.method, request.originalUrl, caller.actorId, caller.role, request.body ?? null]);
  } catch {
    throw invalid([{ code: 'too-deep', path: '', values: {} }]); // nested deeper than the stack allows
  }
  return createHash('sha256').update(text).digest('hex');
}
