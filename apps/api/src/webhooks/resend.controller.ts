import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Resend } from 'resend';
import { takeDeliveryReport } from '@puntual/casework/contact/take-delivery-report';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { HttpRequest } from '../http/http.ts';
import { reportOf, resendWebhookSchema } from './resend-webhook.ts';

/**
 * Resend's reports about mails. Each is signed; a report that concerns none of our messages is accepted and ignored.
 */
@ApiExcludeController()
@Controller('webhooks')
export class ResendController {
  private readonly resend: Resend;

  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;

    // Verifying a signature needs no API key, but the client's constructor requires one.
    this.resend = new Resend(parts.settings.RESEND_API_KEY ?? 're_unused');
  }

  /**
   * 401 `bad-signature` for a signature that is not Resend's or is too old; 503 while no secret is set, so that Resend
   * repeats it.
   */
  @Post('resend')
  @HttpCode(200)
  async take(@Req() request: HttpRequest): Promise<{ readonly result: 'taken' | 'duplicate' | 'unknown' | 'ignored' }> {
    const payload = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    const id = header(request, 'svix-id');
    const webhook = resendWebhookSchema.safeParse(this.verified(payload, id, request));
    if (!webhook.success) return { result: 'ignored' };
    const report = reportOf(webhook.data, id);
    if (!report) return { result: 'ignored' };
    return { result: await takeDeliveryReport(this.parts.database, report, this.parts.clock.now()) };
  }

  private verified(payload: string, id: string, request: HttpRequest): unknown {
    const secret = this.parts.settings.RESEND_WEBHOOK_SECRET;
    if (!secret)
      throw new ApiProblem(503, { code: 'no-webhook-secret', values: {} }, { headers: { 'retry-after': '60' } });
    try {
      return this.resend.webhooks.verify({
        payload,
        headers: { id, timestamp: header(request, 'svix-timestamp'), signature: header(request, 'svix-signature') },
        webhookSecret: secret,
      });
    } catch {
      throw new ApiProblem(401, { code: 'bad-signature', values: {} });
    }
  }
}

function header(request: HttpRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' && value.length <= 1000 ? value : '';
}
