import type { INestApplication } from '@nestjs/common';
import { buildOpenApi } from './openapi.ts';

/** The document as it is committed. */
export function openApiText(app: INestApplication): string {
  return `${JSON.stringify(buildOpenApi(app), null, 2)}\n`;
}
