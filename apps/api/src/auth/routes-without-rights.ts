/**
 * Routes that need no right: `everybody` may call those without a credential, and every valid credential those that are
 * `signed-in`.
 */
export const routesWithoutRights: Readonly<Record<string, 'everybody' | 'signed-in'>> = {
  'GET /healthz': 'everybody',
  'GET /readyz': 'everybody',
  'GET /sign-in': 'everybody',
  'POST /sign-in': 'everybody',
  'POST /sign-in/password': 'everybody',
  'POST /sign-in/code': 'everybody',
  'GET /sign-in/invitation': 'everybody',
  'POST /sign-in/invitation': 'everybody',
  'GET /sign-in/reset': 'everybody',
  'POST /sign-in/reset': 'everybody',
  'POST /sign-in/provider': 'everybody',
  'GET /sign-in/provider/callback': 'everybody',
  'GET /sign-in/passkey.js': 'everybody',
  'POST /sign-in/passkey/options': 'everybody',
  'POST /sign-in/passkey': 'everybody',
  // The link's token says which question, and that its holder may answer it.
  'GET /dispute-question': 'everybody',
  'POST /dispute-question': 'everybody',
  // The link's token says which customer it is.
  'GET /portal/renew': 'everybody',
  'POST /portal/renew': 'everybody',
  'GET /portal/:token': 'everybody',
  'GET /portal/:token/:page': 'everybody',
  'GET /portal/:token/done/:form': 'everybody',
  'POST /portal/:token/:page': 'everybody',
  'POST /webhooks/resend': 'everybody',
  'POST /webhooks/agencies/:org/:key': 'everybody',
  'POST /webhooks/inbound/:org': 'everybody',

  'GET /v1/session': 'signed-in',
  'POST /v1/session/sign-out': 'signed-in',

  // What people do to their own account needs their own session, whatever their rights.
  'GET /v1/me': 'signed-in',
  'POST /v1/me/password': 'signed-in',
  'POST /v1/me/second-factor': 'signed-in',
  'POST /v1/me/second-factor/confirm': 'signed-in',
  'POST /v1/me/second-factor/remove': 'signed-in',
  'GET /v1/me/passkeys': 'signed-in',
  'POST /v1/me/passkeys/options': 'signed-in',
  'POST /v1/me/passkeys': 'signed-in',
  'DELETE /v1/me/passkeys/:passkeyId': 'signed-in',
  'GET /v1/me/sessions': 'signed-in',
  'DELETE /v1/me/sessions/:id': 'signed-in',
  'POST /v1/me/sign-out-everywhere': 'signed-in',
  'POST /v1/me/switch-organization': 'signed-in',
  'POST /v1/me/join-organization': 'signed-in',
};
