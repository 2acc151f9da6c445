import { Prisma } from './generated/client.ts';

/** A fragment of SQL with its parameters, for use in a raw query. */
export type Sql = Prisma.Sql;

/** Builds a fragment of SQL: values become parameters, nested fragments are inserted. */
export const sql: (strings: readonly string[], ...values: unknown[]) => Sql = Prisma.sql;
