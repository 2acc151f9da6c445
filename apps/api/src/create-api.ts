import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { actingCredential, nobodyYet } from '@puntual/db/acting-credential';
import { API_PARTS, type ApiParts } from './http/api-parts.ts';
import { AppModule } from './app.module.ts';
import { ApiHealth } from './health/api-health.ts';
import { refuseUnknownHosts } from './http/known-hosts.ts';
import { securityHeaders } from './http/headers.ts';
import type { HttpRequest, HttpResponse, Next } from './http/http.ts';
import { currentLanguage, languageOf } from './http/language.ts';
import { watchRequests } from './health/request-watch.ts';
import { buildOpenApi } from './openapi.ts';
import { serveWeb } from './web/serve-web.ts';

/**
 * Builds the Nest application around its parts, without listening. Closing it does not close the parts; their creator
 * does.
 */
export async function createApi(parts: ApiParts): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(parts), {
    bodyParser: false,
    logger: ['error', 'warn'],
  });
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', 'simple');
  // Whose X-Forwarded-For is believed: nobody's, unless the operator names the proxies.
  app.set('trust proxy', parts.settings.TRUSTED_PROXIES ?? false);
  app.use(watchRequests(app.get(ApiHealth), app.get<ApiParts>(API_PARTS).log));
  app.use(securityHeaders(parts.settings));
  app.use(refuseUnknownHosts(parts.settings));
  app.use((request: HttpRequest, _response: HttpResponse, next: Next) =>
    actingCredential.run(nobodyYet(), () => currentLanguage.run(languageOf(request), next)),
  );
  SwaggerModule.setup('docs', app, () => buildOpenApi(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Puntual API',
    swaggerOptions: { validatorUrl: null },
  });
  serveWeb(app, parts.webFolder);
  return app;
}
