import { z } from 'zod';
import { organizationSlugSchema } from '@puntual/contracts/events/envelope';
import { type ErpLog, startErp } from './erp.ts';

const settingsSchema = z.object({
  KAFKA_BROKERS: z.string().min(1),
  PUNTUAL_ORG: organizationSlugSchema.default('demo'),
  DEMO_SEED: z.string().min(1).max(60).default('puntual'),
  DEMO_STATE_FILE: z.string().min(1),
  KAFKA_TOPIC_PREFIX: z.string().max(100).default(''),
  PUNTUAL_CLOCK_ANCHOR: z.string().transform((text, context) => {
    try {
      return z
        .object({ realMs: z.number(), virtualMs: z.number(), speed: z.number().positive() })
        .parse(JSON.parse(text));
    } catch {
      context.addIssue({
        code: 'custom',
        message: 'JSON such as {"realMs":1767225600000,"virtualMs":1767225600000,"speed":17280}',
      });
      return z.NEVER;
    }
  }),
});

const log: ErpLog = {
  info: (fields, message) => say('info', fields, message),
  warn: (fields, message) => say('warn', fields, message),
};

function say(level: string, fields: Record<string, unknown>, message: string): void {
  process.stdout.write(
    `${JSON.stringify({ level, time: new Date().toISOString(), name: 'demo-erp', ...fields, msg: message })}\n`,
  );
}

const settings = settingsSchema.safeParse(process.env);
if (!settings.success) {
  for (const issue of settings.error.issues)
    process.stderr.write(`${issue.path.map(String).join('.')}: ${issue.message}\n`);
  process.exit(2);
}
const {
  KAFKA_BROKERS,
  PUNTUAL_ORG,
  DEMO_SEED,
  DEMO_STATE_FILE,
  KAFKA_TOPIC_PREFIX,
  PUNTUAL_CLOCK_ANCHOR: anchor,
} = settings.data;
try {
  const erp = await startErp({
    brokers: KAFKA_BROKERS,
    topicPrefix: KAFKA_TOPIC_PREFIX,
    org: PUNTUAL_ORG,
    seed: DEMO_SEED,
    stateFile: DEMO_STATE_FILE,
    log,
    clock: { now: () => anchor.virtualMs + (Date.now() - anchor.realMs) * anchor.speed, speed: anchor.speed },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void erp.stop());
  await erp.finished;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
