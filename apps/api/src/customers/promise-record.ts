import type { PromiseRecordView } from '@puntual/contracts/api/promises';
import { promiseStandingOf, recordedPromises, type PromiseRows } from '@puntual/casework/facts/recorded-promises';
import { decimalAmount } from '@puntual/domain/money/amount';
import { keptPercent, keptPromises } from '@puntual/domain/promises/kept-share';
import type { Tx } from '@puntual/db/database';
import { sql } from '@puntual/db/sql';

/** How a customer (row id) keeps promises, at `now`. */
export async function readPromiseRecord(tx: Tx, customerRowId: string, now: number): Promise<PromiseRecordView> {
  const [row] = await tx.$queryRaw<{ promises: PromiseRows; time_zone: string }[]>`
    SELECT ${recordedPromises(sql`c.id`)} AS promises, c.time_zone FROM customer c WHERE c.id = ${customerRowId}::uuid`;
  if (!row) return { open: 0, broken: 0, kept: [] };
  const { counted, brokenPromises } = promiseStandingOf(row.promises, now, row.time_zone);
  return {
    open: counted.filter(({ state }) => state === 'open').length,
    broken: brokenPromises,
    kept: keptPromises(counted).map((kept) => ({
      currency: kept.currency,
      promises: kept.judged,
      promised: decimalAmount(kept.promisedMinor, kept.currency),
      kept: decimalAmount(kept.keptMinor, kept.currency),
      percent: keptPercent(kept),
    })),
  };
}
