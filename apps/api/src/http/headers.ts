import helmet from 'helmet';
import { isHttps } from './session-cookie.ts';
import type { Settings } from '@puntual/platform/settings';

/**
 * Security headers: pages run Puntual's own scripts only, mails are shown in sandboxed frames, and no other site may
 * frame Puntual.
 */
export function securityHeaders(settings: Pick<Settings, 'PUBLIC_URL'>): ReturnType<typeof helmet> {
  const https = isHttps(settings);
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'", 'blob:'],
        frameAncestors: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'sameorigin' },
  });
}
