import { Prisma } from './generated/client.ts';

/** A part of a statement with its parameters, to be put into a raw query. */
export type Sql = Prisma.Sql;

/** Writes a part of a statement: values become parameters, other parts are put in as they are. */
export const sql: (strings: readonly string[], ...values: unknown[]) => Sql = Prisma.sql;
