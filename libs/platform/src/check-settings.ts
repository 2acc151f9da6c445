import { isLoopbackHost } from './loopback.ts';
import { publishedSecretsIn } from './published-secrets.ts';
import type { Settings } from './settings-schema.ts';

/** What is wrong with settings that are well-formed each by itself: one line for each problem, with the variable. */
export function checkSettings(settings: Settings): string[] {
  return [
    ...checkDatabase(settings),
    ...checkProduction(settings),
    ...checkProviders(settings),
    ...checkKafka(settings),
    ...checkOidc(settings),
    ...(isOnLoopback(settings) ? [] : publishedSecretsIn(settings).map(sayPublished)),
  ];
}

/** Whether nobody but this computer reaches the services: their ports, and the address that people are given. */
export function isOnLoopback(settings: Pick<Settings, 'HOST' | 'PUBLISHED_ON' | 'PUBLIC_URL'>): boolean {
  const { HOST, PUBLISHED_ON, PUBLIC_URL } = settings;
  return (
    isLoopbackHost(PUBLISHED_ON ?? HOST) && (PUBLIC_URL === undefined || isLoopbackHost(new URL(PUBLIC_URL).hostname))
  );
}

function checkDatabase({ DATABASE_URL, APP_DATABASE_URL }: Settings): string[] {
  return DATABASE_URL || APP_DATABASE_URL
    ? []
    : ['DATABASE_URL: give the address of the Postgres database (or APP_DATABASE_URL, of its restricted role)'];
}

function checkProduction(settings: Settings): string[] {
  if (settings.NODE_ENV !== 'production') return [];
  const problems: string[] = [];
  if (settings.PUNTUAL_CLOCK_SPEED !== 1 || settings.PUNTUAL_CLOCK_START)
    problems.push(
      'PUNTUAL_CLOCK_SPEED: the clock runs at speed 1 in production; leave it and PUNTUAL_CLOCK_START unset',
    );
  if (!settings.RESEND_API_KEY && !settings.OUTBOX_URL)
    problems.push('RESEND_API_KEY: give the key of the e-mail provider (or OUTBOX_URL, of a local outbox)');
  // Without it sessions have no Secure cookie, and browsers may be led to plain http.
  if (!settings.PUBLIC_URL)
    problems.push(
      'PUBLIC_URL: give the address that people reach Puntual under, such as https://collections.example.com',
    );
  else if (!settings.PUBLIC_URL.startsWith('https:') && !isLoopbackHost(new URL(settings.PUBLIC_URL).hostname))
    problems.push('PUBLIC_URL: give an https address in production, so that sessions cannot be read on the way');
  return problems;
}

/** The addresses of providers, who get people's names, addresses and debts, and a token. */
const PROVIDERS = ['RESEND_BASE_URL', 'SMS_URL', 'LETTER_URL', 'AGENCY_URL'] as const;

function checkProviders(settings: Settings): string[] {
  if (settings.NODE_ENV !== 'production' || isOnLoopback(settings)) return [];
  return PROVIDERS.filter((name) => {
    const address = settings[name];
    if (address === undefined) return false;
    const { protocol, hostname } = new URL(address);
    return protocol === 'http:' && !isLoopbackHost(hostname);
  }).map((name) => `${name}: give an https address in production, so that nobody reads messages and token on the way`);
}

function checkKafka({ KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD }: Settings): string[] {
  return KAFKA_SASL_MECHANISM && (!KAFKA_SASL_USERNAME || !KAFKA_SASL_PASSWORD)
    ? ['KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD: give both with KAFKA_SASL_MECHANISM']
    : [];
}

function checkOidc(settings: Settings): string[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL } = settings;
  const given = [OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET].filter((value) => value !== undefined).length;
  if (given === 0) return [];
  if (given < 3) return ['OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: give all three, or none'];
  const problems: string[] = [];
  if (!PUBLIC_URL) problems.push('PUBLIC_URL: give the address that the issuer of OIDC_ISSUER sends people back to');
  const { protocol, hostname } = new URL(OIDC_ISSUER ?? '');
  if (protocol === 'http:' && !isLoopbackHost(hostname))
    problems.push('OIDC_ISSUER: give an https address, so that nobody can sign in as somebody else');
  return problems;
}

function sayPublished(name: string): string {
  return (
    `${name}: this value is published with Puntual and known to everybody; choose another, or let nothing but this ` +
    'computer reach the services (HOST or PUBLISHED_ON, and PUBLIC_URL)'
  );
}
