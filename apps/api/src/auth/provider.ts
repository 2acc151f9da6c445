import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { ownAddress } from '../http/own-address.ts';

export const CALLBACK = '/sign-in/provider/callback';
const TIMEOUT_SECONDS = 10;
/** The issuer's addresses and keys are read again after so long. */
const KEPT_MS = 10 * 60_000;

/** What a sign-in with the provider is held against when the browser comes back. */
export interface ProviderChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The company's own accounts, by OpenID Connect: authorization code with PKCE, state and nonce. */
@Injectable()
export class Provider {
  private readonly parts: ApiParts;
  private known: { readonly configuration: Promise<Configuration>; readonly readMs: number } | null = null;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  /** Where to send the browser, and what to keep for when it comes back. Throws when the issuer does not answer. */
  async begin(): Promise<{ readonly url: string; readonly checks: ProviderChecks }> {
    const checks = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(await this.configuration(), {
      redirect_uri: ownAddress(this.parts.settings, CALLBACK),
      scope: 'openid email',
      code_challenge: await calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: 'S256',
      state: checks.state,
      nonce: checks.nonce,
    });
    return { url: url.href, checks };
  }

  /**
   * The e-mail address that the issuer has verified of whoever came back; null when it says of none that it did. Throws
   * for an answer that does not fit what was begun.
   */
  async verifiedEmail(query: string, { state, nonce, verifier }: ProviderChecks): Promise<string | null> {
    const configuration = await this.configuration();
    const address = new URL(ownAddress(this.parts.settings, CALLBACK) + query);
    const tokens = await authorizationCodeGrant(configuration, address, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) return null;
    const said =
      claims.email === undefined ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : claims;
    return said.email_verified === true && typeof said.email === 'string' ? said.email : null;
  }

  private configuration(): Promise<Configuration> {
    const nowMs = Date.now();
    if (this.known && nowMs - this.known.readMs < KEPT_MS) return this.known.configuration;
    const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = this.parts.settings;
    if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET) throw new Error('no issuer is set');
    const issuer = new URL(OIDC_ISSUER);
    const configuration = discovery(issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, undefined, {
      timeout: TIMEOUT_SECONDS,
      // The settings allow http for an issuer on this computer only.
      ...(issuer.protocol === 'http:' ? { execute: [allowInsecureRequests] } : {}),
    });
    this.known = { configuration, readMs: nowMs };
    configuration.catch(() => {
      this.known = null;
    });
    return configuration;
  }
}
