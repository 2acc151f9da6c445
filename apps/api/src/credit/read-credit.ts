import { CREDIT_LIMIT_CHANGES_SHOWN, listLimitChanges } from './limit-changes.ts';
import { readCreditRules, type CreditRules } from '@puntual/casework/credit/read-exposures';
import { readLimit, saidLimit } from '@puntual/casework/credit/store-limit';
import { readCreditHold } from '@puntual/casework/supply/credit-holds';
import type { CustomerCreditView } from '@puntual/contracts/api/credit';
import type { Tx } from '@puntual/db/database';
import {
  addParts,
  exposureOf,
  NOTHING_OPEN,
  openOf,
  type Exposure,
  type LimitAmount,
  type OpenParts,
} from '@puntual/domain/credit/exposure';
import { suggestLimit } from '@puntual/domain/credit/suggest-limit';
import type { Language } from '@puntual/domain/language/languages';
import { decimalAmount } from '@puntual/domain/money/amount';
import { RISKS, type Risk } from '@puntual/domain/policy/vocabulary';
import { suggestionWords } from './credit-words.ts';
import { readExposedInvoices, type ExposedInvoice } from './exposed-invoices.ts';
import { readPaymentHistory } from './read-history.ts';

/** Who asks, and when. */
interface Asked {
  readonly organizationId: string;
  readonly language: Language;
  readonly now: number;
}

/** The limit of credit of a customer (row id), the exposure, the suggested limit, and the last changes. */
export async function readCredit(tx: Tx, customerRowId: string, asked: Asked): Promise<CustomerCreditView> {
  const { organizationId, now } = asked;
  const customer = await tx.customer.findUniqueOrThrow({
    where: { id: customerRowId },
    select: { customerId: true, currency: true, risk: true },
  });
  const rules = await readCreditRules(tx, organizationId, now);
  const stored = await readLimit(tx, customerRowId);
  const limit = stored?.limit ?? null;
  const owed = await readExposedInvoices(tx, customerRowId, now);
  const { exposure, parts } = await countExposure(tx, customerRowId, { limit, rules, invoices: owed.invoices });
  const hold = await readCreditHold(tx, customerRowId);
  const task = await tx.task.findFirst({
    where: { customerId: customerRowId, kind: 'credit-limit', state: { not: 'done' } },
    select: { id: true },
  });
  const { limitMinor, currency } = exposure;
  const say = (minor: bigint) => decimalAmount(minor, currency);
  const said = saidLimit(limit);
  const payer = {
    customerRowId,
    currency: limit?.currency ?? customer.currency,
    saidRisk: RISKS.find((risk) => risk === customer.risk) ?? null,
    today: rules.today,
  };
  return {
    customerId: customer.customerId,
    limit: said && stored ? { ...said, source: stored.source === 'person' ? 'person' : 'erp' } : null,
    erpLimit:
      stored && stored.erpMinor !== null && stored.erpCurrency !== null
        ? saidLimit({ minor: stored.erpMinor, currency: stored.erpCurrency })
        : null,
    version: stored?.version ?? 0,
    exposure: { currency, amount: say(exposure.minor), rows: rowsOf(exposure, parts) },
    limitCounted: limitMinor === null ? null : say(limitMinor),
    available: limitMinor === null ? null : say(limitMinor - exposure.minor),
    exceededSince: stored?.exceededAt?.toISOString() ?? null,
    taskId: task?.id ?? null,
    supplyHold: hold && { invoiceId: hold.invoiceId, state: hold.state, since: hold.since.toISOString() },
    suggestion: await suggestionOf(tx, payer, owed, asked.language),
    history: (await listLimitChanges(tx, customerRowId, { limit: CREDIT_LIMIT_CHANGES_SHOWN })).items,
  };
}

// The exposure of the parts of all invoices, and of the money that is not applied.
async function countExposure(
  tx: Tx,
  customerRowId: string,
  {
    limit,
    rules,
    invoices,
  }: {
    readonly limit: LimitAmount | null;
    readonly rules: CreditRules;
    readonly invoices: readonly ExposedInvoice[];
  },
): Promise<{ readonly exposure: Exposure; readonly parts: ReadonlyMap<string, OpenParts> }> {
  const credits = await tx.$queryRaw<{ currency: string; minor: bigint }[]>`
    SELECT currency, sum(unallocated_minor)::bigint AS minor
    FROM payment
    WHERE customer_id = ${customerRowId}::uuid AND status = 'received' AND unallocated_minor > 0
    GROUP BY currency`;
  const parts = new Map<string, OpenParts>();
  for (const invoice of invoices)
    parts.set(invoice.currency, addParts(parts.get(invoice.currency) ?? NOTHING_OPEN, invoice.parts));
  const credit = new Map(credits.map(({ currency, minor }) => [currency, minor]));
  const balances = [...new Set([...parts.keys(), ...credit.keys()])].sort().map((currency) => ({
    currency,
    openMinor: openOf(parts.get(currency) ?? NOTHING_OPEN),
    creditMinor: credit.get(currency) ?? 0n,
  }));
  return { exposure: exposureOf(balances, limit, rules, rules.today), parts };
}

function rowsOf(
  { rows, currency: counted }: Exposure,
  parts: ReadonlyMap<string, OpenParts>,
): CustomerCreditView['exposure']['rows'] {
  return rows.map(({ currency, openMinor, creditMinor, nettedMinor, totalMinor, countedMinor, converted }) => ({
    currency,
    ...sayParts(parts.get(currency) ?? NOTHING_OPEN, currency),
    open: decimalAmount(openMinor, currency),
    unappliedCredit: decimalAmount(creditMinor, currency),
    netted: decimalAmount(nettedMinor, currency),
    total: decimalAmount(totalMinor, currency),
    counted: decimalAmount(countedMinor, counted),
    converted,
  }));
}

/** The parts of what is open, as decimal strings. */
export function sayParts(parts: OpenParts, currency: string) {
  return {
    notDue: decimalAmount(parts.notDueMinor, currency),
    overdue: decimalAmount(parts.overdueMinor, currency),
    disputed: decimalAmount(parts.disputedMinor, currency),
    promised: decimalAmount(parts.promisedMinor, currency),
  };
}

async function suggestionOf(
  tx: Tx,
  payer: {
    readonly customerRowId: string;
    readonly currency: string;
    readonly saidRisk: Risk | null;
    readonly today: string;
  },
  owed: Awaited<ReturnType<typeof readExposedInvoices>>,
  language: Language,
): Promise<CustomerCreditView['suggestion']> {
  const { currency } = payer;
  const history = await readPaymentHistory(tx, payer, owed);
  const { minor, parts } = suggestLimit(history);
  const words = suggestionWords[language];
  return {
    currency,
    amount: decimalAmount(minor, currency),
    parts: parts.map((part) => ({
      reason: part.reason,
      percent: part.percent,
      amount: decimalAmount(part.minor, currency),
      text: words[part.reason](history),
    })),
    history: {
      from: history.from,
      highestBalance: decimalAmount(history.highestBalanceMinor, currency),
      highestOn: history.highestOn,
      paidInvoices: history.paidInvoices,
      paidLate: history.paidLate,
      meanDaysLate: history.meanDaysLate,
      risk: history.risk,
      brokenPromises: history.brokenPromises,
    },
  };
}
