import { startOutsideWorld, type OutsideWorldOptions } from './outside-world.ts';
import { isWebhookSecret } from './webhook-events.ts';

/**
 * Reads the settings of the process from its environment; `problems` has one line per wrong setting, with the
 * variable's name. OUTBOX_HOST (127.0.0.1), OUTBOX_PORT (0: any free port), OUTBOX_DATA_FILE, OUTBOX_WEBHOOK_URL with
 * RESEND_WEBHOOK_SECRET.
 */
export function readOutsideSettings(env: Record<string, string | undefined>): {
  options: OutsideWorldOptions;
  problems: string[];
} {
  const problems: string[] = [];
  const {
    OUTBOX_HOST: host,
    OUTBOX_PORT: port,
    OUTBOX_DATA_FILE: dataFile,
    OUTBOX_WEBHOOK_URL: url,
    RESEND_WEBHOOK_SECRET: secret,
  } = env;
  if (port && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
    problems.push('OUTBOX_PORT must be a port number from 0 to 65535.');
  if (url && !/^https?:\/\//.test(url)) problems.push('OUTBOX_WEBHOOK_URL must be an http or https address.');
  if (url && !isWebhookSecret(secret ?? ''))
    problems.push('RESEND_WEBHOOK_SECRET must be `whsec_` followed by base64 when OUTBOX_WEBHOOK_URL is set.');
  return {
    problems,
    options: {
      port: Number(port || 0),
      ...(host && { host }),
      ...(dataFile && { dataFile }),
      ...(url && secret && { webhook: { url, secret } }),
    },
  };
}

async function main(): Promise<void> {
  const { options, problems } = readOutsideSettings(process.env);
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exit(1);
  }
  const world = await startOutsideWorld(options).catch((error: unknown) => {
    process.stderr.write(`The outbox did not start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
  // Before the line below: its reader may end the process at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void world.stop().then(() => process.exit(0)));
  // The parent process reads the port from this JSON line.
  process.stdout.write(
    `${JSON.stringify({ level: 'info', msg: 'outside world ready', url: world.url, port: world.port })}\n`,
  );
}

if (import.meta.main) await main();
