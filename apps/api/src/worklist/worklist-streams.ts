import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { listen, type Listener } from '@puntual/db/listen';
import { errorFields } from '@puntual/platform/log';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Caller } from '../http/caller.ts';
import type { HttpResponse } from '../http/http.ts';
import {
  STREAM_BEAT_MS,
  STREAM_BYTES,
  STREAM_CHECK_MS,
  STREAM_GATHER_MS,
  STREAMS_OF_ALL,
  STREAMS_PER_CREDENTIAL,
  STREAMS_PER_ORGANIZATION,
} from '../http/limits.ts';

interface Stream {
  readonly credentialId: string;
  readonly organizationId: string;
  readonly response: HttpResponse;
}

const LISTEN_AGAIN_MS = 1000;

/**
 * The open streams of this process. Postgres announces each commit that may change a worklist; the streams of its
 * organization are then told that the list changed, and nothing about what is in it.
 */
@Injectable()
export class WorklistStreams implements BeforeApplicationShutdown {
  private readonly parts: ApiParts;
  private readonly streams = new Set<Stream>();
  /** Organizations whose streams are told soon. */
  private readonly changed = new Set<string>();
  private listener: Promise<Listener> | null = null;
  private gathering: NodeJS.Timeout | null = null;
  private timers: NodeJS.Timeout[] = [];
  private listenAgain: NodeJS.Timeout | null = null;
  private stopping = false;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /**
   * Answers a request with a stream of `changed` events that ends with the client's connection, with the credential, or
   * with the process. `missed`: whether the client was connected before and may have missed a change. Throws 429
   * `too-many-streams`.
   */
  async open(caller: Caller, response: HttpResponse, missed: boolean): Promise<void> {
    const most = this.limitReached(caller);
    if (most !== null)
      throw new ApiProblem(
        429,
        { code: 'too-many-streams', values: { most } },
        { headers: { 'retry-after': String(STREAM_BEAT_MS / 1000) } },
      );
    const stream = { credentialId: caller.credentialId, organizationId: caller.organizationId, response };
    this.streams.add(stream);
    response.once('close', () => this.streams.delete(stream));
    try {
      await this.startListening();
    } catch (error) {
      this.streams.delete(stream);
      throw error;
    }
    this.startTimers();
    response.status(200);
    response.setHeader('content-type', 'text/event-stream; charset=utf-8');
    response.setHeader('x-accel-buffering', 'no');
    response.write(`retry: ${STREAM_GATHER_MS * 8}\n\n`);
    write(stream, missed ? this.changedEvent() : ': open\n\n');
  }

  // The limit that keeps the caller from another stream; null: none does.
  private limitReached({ credentialId, organizationId }: Caller): number | null {
    const open = [...this.streams];
    if (open.filter((stream) => stream.credentialId === credentialId).length >= STREAMS_PER_CREDENTIAL)
      return STREAMS_PER_CREDENTIAL;
    if (open.filter((stream) => stream.organizationId === organizationId).length >= STREAMS_PER_ORGANIZATION)
      return STREAMS_PER_ORGANIZATION;
    return this.stopping || open.length >= STREAMS_OF_ALL ? STREAMS_OF_ALL : null;
  }

  /** Ends the streams whose credentials were revoked or have expired. */
  async endRevoked(): Promise<void> {
    const byOrganization = new Map<string, Stream[]>();
    for (const stream of this.streams)
      byOrganization.set(stream.organizationId, [...(byOrganization.get(stream.organizationId) ?? []), stream]);
    for (const [organizationId, streams] of byOrganization) {
      const ids = [...new Set(streams.map(({ credentialId }) => credentialId))];
      const alive = await this.parts.database.inOrganization(organizationId, (tx) =>
        tx.credential.findMany({
          where: {
            id: { in: ids },
            revokedAt: null,
            // Credentials end in real time.
            OR: [{ expiresAt: null }, { expiresAt: { gt: new Date(Date.now()) } }],
          },
          select: { id: true },
        }),
      );
      const valid = new Set(alive.map(({ id }) => id));
      for (const stream of streams) if (!valid.has(stream.credentialId)) stream.response.end();
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const timer of this.timers) clearInterval(timer);
    if (this.gathering) clearTimeout(this.gathering);
    if (this.listenAgain) clearTimeout(this.listenAgain);
    for (const { response } of this.streams) response.end();
    await this.listener?.then(
      (listener) => listener.close(),
      () => undefined,
    );
  }

  private startListening(): Promise<Listener> {
    this.listener ??= listen(this.parts.database.url, 'puntual_worklist', {
      heard: (organizationId) => this.note(organizationId),
      lost: () => this.lost(),
    }).catch((error: unknown) => {
      this.listener = null;
      throw error;
    });
    return this.listener;
  }

  // Whatever changed until somebody listens again is announced then, to everybody.
  private lost(): void {
    this.listener = null;
    if (this.stopping || this.listenAgain) return;
    this.listenAgain = setTimeout(() => {
      this.listenAgain = null;
      this.startListening().then(
        () => this.note(''),
        (error: unknown) => {
          this.parts.log.warn(errorFields(error), 'changes of the worklist are not heard; trying again');
          this.lost();
        },
      );
    }, LISTEN_AGAIN_MS);
  }

  // An empty id means every organization.
  private note(organizationId: string): void {
    this.changed.add(organizationId);
    this.gathering ??= setTimeout(() => {
      this.gathering = null;
      const event = this.changedEvent();
      for (const stream of this.streams)
        if (this.changed.has('') || this.changed.has(stream.organizationId)) write(stream, event);
      this.changed.clear();
    }, STREAM_GATHER_MS);
  }

  private changedEvent(): string {
    return `id: ${this.parts.clock.now()}\nevent: changed\ndata: {}\n\n`;
  }

  private startTimers(): void {
    if (this.timers.length > 0) return;
    this.timers = [
      setInterval(() => {
        for (const stream of this.streams) write(stream, ': beat\n\n');
      }, STREAM_BEAT_MS),
      setInterval(() => {
        this.endRevoked().catch((error: unknown) =>
          this.parts.log.warn(errorFields(error), 'credentials of open streams could not be checked; trying again'),
        );
      }, STREAM_CHECK_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }
}

function write({ response }: Stream, text: string): void {
  // A client that reads nothing would make this process hold the rest for ever.
  if (response.writableLength > STREAM_BYTES) response.destroy();
  else if (!response.writableEnded) response.write(text);
}
