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

/** The fields of an error for the log: name, code and message without the data that drivers append. */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: String(error).slice(0, 300) };
  const code = (error as { code?: unknown }).code;
  return {
    error: `${error.name}: ${error.message}`.slice(0, 500),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack ? { stack: error.stack.split('\n').slice(1, 6).join('\n') } : {}),
  };
}
