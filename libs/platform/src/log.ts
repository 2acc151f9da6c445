import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * Logs JSON lines to standard output. Secrets and personal data must never be logged; fields that could hold them are
 * redacted here as a last defence.
 */
export function openLog(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'req.headers.authorization',
        'req.headers.cookie',
        '*.email',
        '*.phone',
        '*.html',
        '*.text',
        '*.token',
        '*.password',
      ],
      censor: '[cut]',
    },
  });
}

/**
 * The fields of an error for the log: name, code, where it was thrown, and its message without what may be a person's.
 */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: withoutData(String(error)).slice(0, 300) };
  const code = (error as { code?: unknown }).code;
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: `${error.name}: ${messageOf(error)}`.slice(0, 500),
    ...(typeof code === 'string' ? { code } : {}),
    ...(places.length > 0 ? { stack: places.slice(0, 5).join('\n') } : {}),
  };
}

/** An ORM's query in its message, with the values that were to be written. */
const ORM_QUERY = /invocation(?: in\b|:)[\s\S]*/;

// Prisma shows the whole query in front of what is wrong with it; a parser shows the text that it could not read.
function messageOf(error: Error): string {
  if (error.name.startsWith('PrismaClientValidationError'))
    return error.message.replace(ORM_QUERY, 'invocation').trim();
  if (error instanceof SyntaxError) return error.message.replace(/["'“][\s\S]*/, '…');
  return withoutData(error.message);
}

// Addresses, numbers as long as a telephone's or an account's, and the values that Postgres repeats.
function withoutData(text: string): string {
  return text
    .slice(0, 5000)
    .replace(/(invalid input (?:syntax|value)[^:]*:)[\s\S]*/i, '$1 …')
    .replace(/(Key \([^)]*\))=\([^)]*\)/g, '$1=(…)')
    .replace(/(Failing row contains) \([\s\S]*/i, '$1 …')
    .replace(/[^\s"'<>()]{1,100}@[^\s"'<>()]{1,200}/g, '…@…')
    .replace(/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b/g, '…')
    .replace(/\+?\d(?:[ .()-]?\d){8,}/g, '…');
}
