import { PrismaPg } from '@prisma/adapter-pg';
import { actingCredential } from './acting-credential.ts';
import { PrismaClient } from './generated/client.ts';

type Rest = '$connect' | '$disconnect' | '$on' | '$transaction' | '$use' | '$extends';
/** One transaction within one organization. */
export type Tx = Omit<PrismaClient, Rest>;

export interface TransactionLimits {
  readonly timeoutMs?: number;
  readonly maxWaitMs?: number;
  /** A read-only transaction in which every statement sees the same snapshot. */
  readonly readOnly?: boolean;
}

/** The services' only access to the data: every read and write is a transaction of one organization. */
export interface Database {
  /**
   * Runs `work` in one transaction that sees and writes only the organization's rows (row-level security). Rolls back
   * when `work` throws.
   */
  inOrganization<T>(organizationId: string, work: (tx: Tx) => Promise<T>, limits?: TransactionLimits): Promise<T>;
  /**
   * For tables without an organization: the list of organizations, credentials by hash, heartbeats, the clock. Tables
   * of organizations look empty here.
   */
  readonly shared: Tx;
  /** The address that it was opened with, for a thread that opens its own. */
  readonly url: string;
  /** Throws when the server does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

const TRANSACTION_MS = 30_000;
/**
 * How much longer than its transaction a statement may run, or a transaction may wait for its next statement, before
 * Postgres ends it: by then nobody waits for the result, and locks must not outlive a service that hangs.
 */
const GRACE_MS = 5000;

/** Opens a pool of at most `connections` as the restricted role. Connection faults appear at the first use. */
export function openDatabase(url: string, options: { connections?: number } = {}): Database {
  const prisma = new PrismaClient({
    adapter: new PrismaPg({
      connectionString: url,
      max: options.connections ?? 10,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 30_000,
    }),
  });
  return {
    inOrganization: (organizationId, work, limits = {}) => {
      const { id, portfolio } = actingCredential.getStore() ?? { id: null, portfolio: null };
      const timeoutMs = limits.timeoutMs ?? TRANSACTION_MS;
      return prisma.$transaction(
        async (tx) => {
          await tx.$queryRaw`
            SELECT
              set_config('puntual.organization', ${organizationId}, true),
              set_config('puntual.credential', ${id ?? ''}, true),
              set_config('puntual.portfolio', ${portfolio ?? ''}, true),
              set_config('statement_timeout', ${String(timeoutMs + GRACE_MS)}, true),
              set_config('idle_in_transaction_session_timeout', ${String(timeoutMs + GRACE_MS)}, true)`;
          if (limits.readOnly) await tx.$executeRaw`SET TRANSACTION READ ONLY`;
          return work(tx);
        },
        {
          timeout: timeoutMs,
          maxWait: limits.maxWaitMs ?? 10_000,
          ...(limits.readOnly ? { isolationLevel: 'RepeatableRead' } : {}),
        },
      );
    },
    shared: prisma,
    url,
    ping: async () => {
      await prisma.$queryRaw`SELECT 1`;
    },
    close: () => prisma.$disconnect(),
  };
}

const AWAY_CODES = new Set([
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  '40001',
  '40P01',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
  '08001',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
]);

/** Messages of errors without a code, from Postgres, the driver, the adapter and Prisma. */
const AWAY_MESSAGES = new RegExp(
  [
    'Connection terminated',
    'connection.*(closed|refused|reset)',
    'server closed',
    'terminating connection',
    'canceling statement due to statement timeout',
    "Can't reach database",
    'timeout exceeded when trying to connect',
    'the database system is',
    'Unable to start a transaction',
    'Transaction already closed',
    'DatabaseNotReachable',
    'ConnectionClosed',
    'TransactionWriteConflict',
    'SocketTimeout',
    'is not queryable',
    'Query read timeout',
  ].join('|'),
  'i',
);

/**
 * Whether an error means that the database is away or asks for a retry (connection, restart, deadlock), rather than
 * that the statement is wrong. Follows causes, because the driver, the adapter and Prisma each wrap the error.
 */
export function isDatabaseAway(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 6; current = current.cause, depth++) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string' && AWAY_CODES.has(code)) return true;
    const meta = (current as { meta?: { code?: unknown; driverAdapterError?: unknown } }).meta;
    if (typeof meta?.code === 'string' && AWAY_CODES.has(meta.code)) return true;
    if (meta?.driverAdapterError && isDatabaseAway(meta.driverAdapterError)) return true;
    if (AWAY_MESSAGES.test(current.message)) return true;
  }
  return false;
}
