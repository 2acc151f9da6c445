import type { INestApplication } from '@nestjs/common';
import { buildOpenApi } from './openapi.ts';

/** The document in the form in which it is committed. */
export function openApiText(app: INestApplication): string {
  return `${JSON.stringify(buildOpenApi(app), null, 2)}\n`;
}
