import { isIP } from 'node:net';
import { z } from 'zod';

const url = (protocols: RegExp, example: string) =>
  z
    .string()
    .refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol), `an address such as ${example}`);
const port = z.coerce.number().int().min(0).max(65535);
const address = z.string().regex(/^[^\s:]+:\d{1,5}$/, 'host:port, such as 127.0.0.1:7233');
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

// Not the whole Internet: a subnet of no bits would let every client choose its address.
const isProxy = (text: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [host = '', bits, ...rest] = text.split('/');
  const version = isIP(host);
  const within =
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128));
  return version > 0 && within && rest.length === 0;
};

export const settingsSchema = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('development'),
  DATABASE_URL: url(/^postgres(ql)?:$/, 'postgresql://user:password@127.0.0.1:5432/puntual').optional(),
  APP_DATABASE_URL: url(/^postgres(ql)?:$/, 'postgresql://puntual_app_login:...@127.0.0.1:5432/puntual').optional(),
  RELAY_DATABASE_URL: url(/^postgres(ql)?:$/, 'postgresql://puntual_relay_login:...@127.0.0.1:5432/puntual').optional(),
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/, 'host:port pairs with commas between')
    .default('127.0.0.1:9092'),
  KAFKA_TOPIC_PREFIX: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{0,60}$/)
    .default(''),
  KAFKA_SSL: flag.optional(),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_ORGANIZATIONS: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}(,[a-z0-9][a-z0-9-]{0,39})*$/, 'slugs of organizations with commas between')
    .transform((text) => text.split(','))
    .optional(),
  KAFKA_GROUP: z.string().min(1).max(100).default('puntual-ingest'),
  TEMPORAL_ADDRESS: address.default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).max(200).default('default'),
  TEMPORAL_API_KEY: z.string().min(1).optional(),
  TEMPORAL_TLS: flag.optional(),
  TEMPORAL_TLS_CA_FILE: z.string().optional(),
  TEMPORAL_TLS_CERT_FILE: z.string().optional(),
  TEMPORAL_TLS_KEY_FILE: z.string().optional(),
  TEMPORAL_UI_URL: url(/^https?:$/, 'http://127.0.0.1:8233').optional(),
  PORT: port.default(8080),
  INGEST_PORT: port.default(8081),
  WORKER_PORT: port.default(8082),
  METRICS_PORT: port.default(8083),
  HOST: z.string().default('127.0.0.1'),
  // Where a container publishes the ports of HOST.
  PUBLISHED_ON: z.string().optional(),
  ALLOWED_HOSTS: list
    .refine((hosts) => hosts.every((host) => /^[a-z0-9.-]+$/i.test(host)), 'host names with commas between, no ports')
    .optional(),
  TRUSTED_PROXIES: list
    .refine(
      (proxies) => proxies.every(isProxy),
      'addresses or subnets with commas between, such as 10.0.0.0/8, or loopback, linklocal, uniquelocal',
    )
    .optional(),
  PUBLIC_URL: url(/^https?:$/, 'https://collections.example.com').optional(),
  RESEND_API_KEY: z.string().min(1).optional(),
  RESEND_BASE_URL: url(/^https?:$/, 'https://api.resend.com').optional(),
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_/, 'whsec_...')
    .optional(),
  OUTBOX_URL: url(/^https?:$/, 'http://127.0.0.1:8025').optional(),
  MAIL_FROM: z.string().min(3).max(320).default('Puntual <collections@puntual.example>'),
  // Where customers' answers go: a domain whose mail is handed to the inbound webhook. `{org}` stands for the slug.
  REPLY_DOMAIN: z
    .string()
    .regex(
      /^([a-z0-9-]+|\{org\})(\.([a-z0-9-]+|\{org\}))*\.[a-z]{2,63}$/,
      'replies.example.com or {org}.replies.example.com',
    )
    .max(200)
    .optional(),
  SMS_URL: url(/^https?:$/, 'https://sms.example.com').optional(),
  SMS_TOKEN: z.string().optional(),
  SMS_FROM: z.string().max(20).default('Puntual'),
  LETTER_URL: url(/^https?:$/, 'https://letters.example.com').optional(),
  LETTER_TOKEN: z.string().optional(),
  AGENCY_URL: url(/^https?:$/, 'https://agency.example.com').optional(),
  AGENCY_TOKEN: z.string().optional(),
  AGENCY_NAME: z.string().max(100).default('agency'),
  // The hosts at which organizations' agencies may have an API; without it none has.
  AGENCY_HOSTS: list
    .refine((hosts) => hosts.every((host) => /^[a-z0-9.-]+(:\d{1,5})?$/i.test(host)), 'hosts with commas between')
    .optional(),
  PUNTUAL_ORG: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/)
    .default('demo'),
  // Seals the secrets of one-time codes, which cannot be stored as hashes, and makes those of agencies. Another key
  // makes them useless.
  PUNTUAL_SECRETS_KEY: z.string().min(32, 'at least 32 characters').max(500).optional(),
  // Sign-in with the company's own accounts (OpenID Connect): all three, or none.
  OIDC_ISSUER: url(/^https?:$/, 'https://login.example.com').optional(),
  OIDC_CLIENT_ID: z.string().min(1).max(500).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).max(2000).optional(),
  OIDC_NAME: z.string().min(1).max(60).optional(),
  PUNTUAL_API_KEY: z.string().min(16, 'at least 16 characters').optional(),
  PUNTUAL_CLOCK_SPEED: z.coerce.number().min(1).max(200_000).default(1),
  PUNTUAL_CLOCK_START: z.iso.datetime({ offset: true }).optional(),
  PUNTUAL_MESSAGE_WINDOW: z
    .string()
    .regex(/^\d{1,4}(s|m|h)$/, 'a duration such as 15m, 90s or 1h')
    .default('15m')
    .transform(durationMs),
  DELIVERY_PER_SECOND: z.coerce.number().min(0.1).max(1000).optional(),
  WORKER_MAX_CACHED_WORKFLOWS: z.coerce.number().int().min(10).max(10_000).default(400),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});
export type Settings = z.infer<typeof settingsSchema>;

function durationMs(text: string): number {
  const unit = { s: 1000, m: 60_000, h: 3_600_000 }[text.slice(-1)] ?? 1000;
  return Number(text.slice(0, -1)) * unit;
}
