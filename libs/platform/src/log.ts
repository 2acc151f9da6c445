import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** JSON lines on standard output. Secrets and personal data are never logged: what might carry them is cut out here as a last line of defence. */
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

/** What a log line says of an error: its name, code and message without the data that drivers like to append. */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: String(error).slice(0, 300) };
  const code = (error as { code?: unknown }).code;
  return {
    error: `${error.name}: ${error.message}`.slice(0, 500),
    ...(typeof code === 'string' ? { code } : {}),
    ...(error.stack ? { stack: error.stack.split('\n').slice(1, 6).join('\n') } : {}),
  };
}
