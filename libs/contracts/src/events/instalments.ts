import { z } from 'zod';
import { readAmount } from '@puntual/domain/money/amount';
import { refuse } from '@puntual/domain/refusals/schema-issues';
import { amountSchema, checkAmounts } from './amount.ts';
import { daySchema, erpIdSchema } from './envelope.ts';

const MOST_INSTALMENTS = 999;

/** The fields of an issued invoice that is paid in instalments, or is one. */
export const instalmentFields = {
  /**
   * The invoice is paid in instalments, which add up to its total, in the order of their due dates. Each becomes a
   * claim of its own, with the id `<invoiceId>.<number>`, from 1 on. `dueDate` is that of the last one.
   */
  instalments: z
    .array(z.object({ dueDate: daySchema, amount: amountSchema }))
    .min(2)
    .max(120, { abort: true })
    .optional(),
  /** The event is one instalment of the invoice `of` (the ERP's id), whose instalments are published one by one. */
  instalment: z
    .object({
      of: erpIdSchema,
      number: z.int().min(1).max(MOST_INSTALMENTS),
      count: z.int().min(1).max(MOST_INSTALMENTS).optional(),
    })
    .optional(),
};

interface InInstalments {
  readonly invoiceId: string;
  readonly issueDate: string;
  readonly dueDate: string;
  readonly currency: string;
  readonly total: string;
  readonly instalments?: readonly { readonly dueDate: string; readonly amount: string }[] | undefined;
  readonly instalment?:
    { readonly of: string; readonly number: number; readonly count?: number | undefined } | undefined;
}

/** Adds an issue for instalments that do not fit each other or their invoice. */
export function checkInstalments(data: InInstalments, context: z.RefinementCtx): void {
  const { instalments, instalment, invoiceId, currency } = data;
  if (instalment && (instalment.of === invoiceId || instalment.number > (instalment.count ?? instalment.number)))
    refuse(context, ['instalment'], { code: 'instalment-of-itself', values: {} });
  if (!instalments) return;
  if (instalment) refuse(context, ['instalments'], { code: 'instalment-in-instalments', values: {} });
  if (`${invoiceId}.${instalments.length}`.length > 100)
    refuse(context, ['invoiceId'], { code: 'instalment-id-too-long', values: {} });
  const amounts = Object.fromEntries(instalments.map(({ amount }, index) => [`instalments.${index}.amount`, amount]));
  checkAmounts(currency, amounts, context, { positive: Object.keys(amounts) });
  const read = [data.total, ...Object.values(amounts)].map((text) => readAmount(text, currency, ''));
  const [total, ...parts] = read.map((minor) => (typeof minor === 'bigint' ? minor : null));
  const sum = parts.reduce(
    (left, minor) => (left === null || minor === null ? null : left + minor),
    0n as bigint | null,
  );
  if (sum !== null && total !== null && total !== undefined && sum !== total)
    refuse(context, ['instalments'], { code: 'instalments-do-not-add-up', values: { total: data.total } });
  const days = [data.issueDate, ...instalments.map(({ dueDate }) => dueDate), data.dueDate];
  if (days.some((day, index) => index > 0 && day < (days[index - 1] ?? '')) || days.at(-1) !== days.at(-2))
    refuse(context, ['instalments'], { code: 'instalments-out-of-order', values: {} });
}
