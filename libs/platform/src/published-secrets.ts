import type { Settings } from './settings-schema.ts';

/** Secrets that stand in Puntual's own files, for local use: a test compares them with docker-compose.yml. */
const PUBLISHED_SECRETS: ReadonlySet<string> = new Set([
  'pk_local_only_change_me',
  'puntual-local-only',
  'whsec_cHVudHVhbC1sb2NhbC13ZWJob29rcw==',
]);

const SECRETS = [
  'PUNTUAL_API_KEY',
  'RESEND_WEBHOOK_SECRET',
  'RESEND_API_KEY',
  'SMS_TOKEN',
  'LETTER_TOKEN',
  'AGENCY_TOKEN',
  'TEMPORAL_API_KEY',
  'KAFKA_SASL_PASSWORD',
] as const satisfies readonly (keyof Settings)[];
const ADDRESSES = [
  'DATABASE_URL',
  'APP_DATABASE_URL',
  'RELAY_DATABASE_URL',
] as const satisfies readonly (keyof Settings)[];

/** Whether a secret is known to everybody. */
export function isPublishedSecret(secret: string): boolean {
  return PUBLISHED_SECRETS.has(secret);
}

/** The names of the settings whose value, or whose password, is known to everybody. */
export function publishedSecretsIn(settings: Settings): string[] {
  return [
    ...SECRETS.filter((name) => isPublishedSecret(settings[name] ?? '')),
    ...ADDRESSES.filter((name) => isPublishedSecret(passwordOf(settings[name]))),
  ];
}

function passwordOf(address: string | undefined): string {
  return address === undefined ? '' : decodeURIComponent(new URL(address).password);
}
