import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { healthzSchema, readyzSchema } from '@puntual/contracts/api/health';
import type { z } from 'zod';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { HttpResponse } from '../http/http.ts';
import { ApiHealth } from './api-health.ts';

/** For load balancers, scripts and Prometheus. No key is needed, so the answers hold no customer's data. */
@ApiTags('health')
@Controller()
export class HealthController {
  private readonly parts: ApiParts;
  private readonly health: ApiHealth;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(ApiHealth) health: ApiHealth) {
    this.parts = parts;
    this.health = health;
  }

  @Get('healthz')
  @ApiOperation({ summary: 'Whether the process answers', security: [] })
  @ApiOkResponse({ standardSchema: healthzSchema })
  healthz(): z.infer<typeof healthzSchema> {
    return { status: 'ok' };
  }

  @Get('readyz')
  @ApiOperation({
    summary: 'Whether everything is ready: each dependency by name, and the clock; 503 when not',
    security: [],
  })
  @ApiOkResponse({ standardSchema: readyzSchema })
  async readyz(@Res({ passthrough: true }) response: HttpResponse): Promise<z.infer<typeof readyzSchema>> {
    const { ready, checks } = await this.health.runChecks();
    if (!ready) response.status(503);
    return { status: ready ? 'ready' : 'not-ready', now: new Date(this.parts.clock.now()).toISOString(), checks };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ summary: 'Metrics for Prometheus', security: [] })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  metrics(): Promise<string> {
    return this.health.metrics();
  }
}
