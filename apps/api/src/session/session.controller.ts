import { Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { revokeCredential } from '@puntual/casework/access/credentials';
import { findOrganization } from '@puntual/casework/record/organization';
import { sessionSchema, type SessionView } from '@puntual/contracts/api/session';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { sessionCookie } from '../http/session-cookie.ts';
import { ApiProblem, notFound } from '../http/api-problem.ts';
import type { HttpResponse } from '../http/http.ts';
import { mayReadOutbox } from '../outbox/outbox-source.ts';

/** The signed-in caller, the organization, and its current time. */
@ApiTags('session')
@Controller('v1/session')
export class SessionController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'Who is signed in, the organization, and the clock' })
  @ApiOkResponse({ standardSchema: sessionSchema })
  async show(@CurrentCaller() caller: Caller): Promise<SessionView> {
    const { settings, database, clock } = this.parts;
    const organization = await findOrganization(database, caller.slug);
    if (!organization) throw notFound();
    return {
      organization: {
        slug: organization.slug,
        name: organization.name,
        language: organization.language,
        timeZone: organization.timeZone,
      },
      role: caller.role,
      rights: [...caller.rights].sort(),
      actor: caller.name,
      actorId: caller.actorId,
      now: new Date(clock.now()).toISOString(),
      temporalUi: settings.TEMPORAL_UI_URL ?? null,
      outboxUrl: settings.OUTBOX_URL && mayReadOutbox(settings, caller) ? '/outbox' : null,
    };
  }

  @Post('sign-out')
  @HttpCode(204)
  @ApiOperation({ summary: 'End this session' })
  @ApiNoContentResponse()
  async signOut(@CurrentCaller() caller: Caller, @Res({ passthrough: true }) response: HttpResponse): Promise<void> {
    if (caller.kind !== 'session') throw new ApiProblem(409, { code: 'not-a-session', values: {} });
    await revokeCredential(
      this.parts.database,
      { id: caller.credentialId, organizationId: caller.organizationId },
      Date.now(),
    );
    response.setHeader('set-cookie', sessionCookie(this.parts.settings, null, 0));
  }
}
