import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { healthzSchema, readyzSchema } from '@puntual/contracts/api/health';
import type { z } from 'zod';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import type { HttpResponse } from '../http/http.ts';
import { ApiHealth } from './api-health.ts';

/**
 * For load balancers and scripts: no key is needed, and nothing of anybody's data is told. Metrics name organizations,
 * and are served on a port of their own (METRICS_PORT).
 */
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
}
