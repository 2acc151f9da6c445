/** Resend's error body, `{ statusCode, name, message }`; the stand-ins of the other channels use it too. */
export type ProviderError = { statusCode: number; name: string; message: string };

/** Refusals by a provider without faults. The texts are Resend's where Resend has one. */
export const providerErrors = {
  missingApiKey: error(401, 'missing_api_key', 'Missing API Key'),
  notFound: error(404, 'not_found', 'The requested endpoint does not exist'),
  emailNotFound: error(404, 'not_found', 'Email not found'),
  placementNotFound: error(404, 'not_found', 'Placement not found'),
  methodNotAllowed: error(405, 'method_not_allowed', 'This endpoint does not support this method.'),
  invalidKey: error(400, 'invalid_idempotency_key', 'The key must be between 1-256 chars.'),
  otherBody: error(409, 'invalid_idempotent_request', 'Same idempotency key used with a different request payload.'),
  inProgress: error(
    409,
    'concurrent_idempotent_requests',
    'Same idempotency key used while original request is still in progress.',
  ),
  notJson: error(400, 'validation_error', 'The request body must be a JSON object.'),
  tooLarge: error(413, 'validation_error', 'The request body is larger than 60 MB.'),
  rateLimited: error(
    429,
    'rate_limit_exceeded',
    'Too many requests. Please limit the number of requests per second. Or contact support to increase rate limit.',
  ),
  unexpected: error(500, 'application_error', 'An unexpected error occurred.'),
  rejected: error(422, 'validation_error', 'We found an error with one or more fields in the request.'),
} as const;

/** A field is absent. */
export function missingField(names: string): ProviderError {
  return error(422, 'missing_required_field', `Missing ${names} field.`);
}

/** A field is present but invalid. */
export function invalidField(message: string): ProviderError {
  return error(422, 'validation_error', message);
}

function error(statusCode: number, name: string, message: string): ProviderError {
  return { statusCode, name, message };
}
