import { createHash } from 'node:crypto';
import { Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { takeReply, type TakenReply } from '@puntual/casework/inbound/take-reply';
import { findOrganization, type Organization } from '@puntual/casework/record/organization';
import type { ReadMail } from '@puntual/casework/replies/incoming-mail';
import { MOST_MAIL_BYTES } from '@puntual/domain/replies/reply-codes';
import { isAgencySignature } from '@puntual/platform/agency-signature';
import { inboundSecret, messagesAddressed } from '@puntual/platform/reply-address';
import { ThreadError } from '@puntual/platform/threads/thread-pool';
import { clientNetwork } from '../auth/client-network.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem, tooManyRequests } from '../http/api-problem.ts';
import type { HttpRequest } from '../http/http.ts';
import { INBOUND_AT_ONCE, INBOUND_OPEN, INBOUND_PER_SECOND } from '../http/limits.ts';
import { encodingOf, readBody } from '../http/read-body.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { mailJob, type ParsedMail } from './mail-job.ts';

/** Most reply addresses that are read of one mail. */
const MOST_ADDRESSED = 20;

/** Mails that customers send, handed in by the server that received them. */
@ApiExcludeController()
@Controller('webhooks/inbound')
export class InboundController {
  private readonly parts: ApiParts;
  private readonly heavy: HeavyWork;
  private readonly requests = new RateLimit(INBOUND_AT_ONCE, INBOUND_PER_SECOND);
  private open = 0;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  /**
   * Takes in one mail, whose bytes (RFC 822) are the body, once. 401 `bad-signature`, also for an organization that
   * does not exist or has no secret; 413 for a mail of more than 15 MB; 429 and 503 for one that is to be handed in
   * again later. The signature is over the hash of the bytes, so that a body is read for nobody else.
   */
  @Post(':org')
  @HttpCode(200)
  async take(@Param('org') org: string, @Req() request: HttpRequest): Promise<TakenReply> {
    const seconds = this.requests.take(`${clientNetwork(request.ip)} ${org.slice(0, 40)}`);
    if (seconds > 0) throw tooManyRequests(seconds);
    const key = this.parts.settings.PUNTUAL_SECRETS_KEY;
    if (!key)
      throw new ApiProblem(503, { code: 'no-inbound-secret', values: {} }, { headers: { 'retry-after': '60' } });
    const organization = await this.verified(key, org, request);
    if (this.open >= INBOUND_OPEN) throw tooManyRequests(1);
    this.open += 1;
    try {
      return await this.read(key, organization, request);
    } finally {
      this.open -= 1;
    }
  }

  private async verified(key: string, org: string, request: HttpRequest): Promise<Organization> {
    const { database } = this.parts;
    const organization = await findOrganization(database, org);
    const version =
      organization &&
      (await database.inOrganization(organization.id, (tx) =>
        tx.organizationSetting.findFirst({ select: { inboundSecretVersion: true } }),
      ));
    if (!organization || !version || version.inboundSecretVersion === 0) throw badSignature();
    const signed = {
      signature: header(request, 'puntual-signature'),
      seconds: header(request, 'puntual-timestamp'),
      body: header(request, 'puntual-content-sha256'),
    };
    const secret = inboundSecret(key, organization.id, version.inboundSecretVersion);
    if (!isAgencySignature(secret, signed, Math.floor(Date.now() / 1000))) throw badSignature();
    return organization;
  }

  private async read(key: string, organization: Organization, request: HttpRequest): Promise<TakenReply> {
    if (encodingOf(request) !== 'identity') throw new ApiProblem(415, { code: 'not-json', values: {} });
    const raw = await readBody(request, MOST_MAIL_BYTES);
    const sha256 = createHash('sha256').update(raw).digest('hex');
    if (sha256 !== header(request, 'puntual-content-sha256').toLowerCase()) throw badSignature();
    const parsed = await this.parsed(organization.id, raw);
    const read = parsed && readOf(key, organization.id, parsed);
    return takeReply(this.parts.database, organization, { raw, sha256, read }, this.parts.clock.now());
  }

  // A mail that cannot be read, or takes too long, is stored all the same; a full queue is tried again by the sender.
  private async parsed(organizationId: string, raw: Buffer): Promise<ParsedMail | null> {
    try {
      return await this.heavy.make(mailJob, { organizationId, input: { raw: new Uint8Array(raw) } });
    } catch (error) {
      if (!(error instanceof ThreadError) || !UNREADABLE.has(error.reason)) throw error;
      return null;
    }
  }
}

const UNREADABLE: ReadonlySet<ThreadError['reason']> = new Set(['too-long', 'out-of-memory', 'failed']);

// The address that a mail was sent to counts more than one that its text quotes.
function readOf(installationKey: string, organizationId: string, parsed: ParsedMail): ReadMail {
  const { recipients, bounce, ...read } = parsed;
  const named = (text: string) => messagesAddressed(installationKey, { text, organizationId, most: MOST_ADDRESSED });
  const sentTo = named(recipients);
  return {
    ...read,
    addressed: sentTo.length > 0 ? sentTo : named(read.fullText),
    bounce: bounce && {
      messageIds: bounce.messageIds,
      addressed: named(bounce.text),
      recipients: bounce.recipients,
      status: bounce.status,
      failed: bounce.failed,
    },
  };
}

function badSignature(): ApiProblem {
  return new ApiProblem(401, { code: 'bad-signature', values: {} });
}

function header(request: HttpRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' && value.length <= 1000 ? value : '';
}
