import type { Settings } from '@puntual/platform/settings';

/** What people call the company's own accounts; null where the settings name no issuer of them. */
export function providerName({ OIDC_ISSUER, OIDC_NAME }: Pick<Settings, 'OIDC_ISSUER' | 'OIDC_NAME'>): string | null {
  return OIDC_ISSUER === undefined ? null : (OIDC_NAME ?? new URL(OIDC_ISSUER).hostname);
}
