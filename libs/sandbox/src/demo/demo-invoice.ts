import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { addDays, type IsoDate } from '@puntual/domain/calendar/dates';
import { decimalAmount } from '@puntual/domain/money/amount';
import { catalogue } from './product-catalogue.ts';
import type { BookEntry } from './customer-book.ts';
import type { DemoCustomer } from './demo-customer.ts';
import { seeded, type Seeded } from './seeded-random.ts';

/** The data of a `puntual.invoice.issued.v1` event. */
export type DemoInvoice = Extract<PuntualEventInput, { type: 'puntual.invoice.issued.v1' }>['data'];

// Output VAT in percent; invoices abroad and in the United States have none.
const taxPercent: Readonly<Record<string, bigint>> = { ES: 21n, CL: 19n };

/** The visible number and the ERP's own id, from the issue year and the running number within it. */
export function invoiceNames(issueDate: IsoDate, sequence: number): { invoiceId: string; number: string } {
  const year = issueDate.slice(0, 4);
  const running = String(sequence).padStart(4, '0');
  return { invoiceId: `INV-${year}-${running}`, number: `F-${year}/${running}` };
}

/** One invoice without `alreadyReached`. Its content follows from `key`; lines + tax = total. */
export function demoInvoice(
  key: string,
  {
    names,
    customer,
    entry,
    issueDate,
    dueDate,
  }: {
    readonly names: { invoiceId: string; number: string };
    readonly customer: DemoCustomer;
    readonly entry: BookEntry;
    readonly issueDate: IsoDate;
    readonly dueDate: IsoDate;
  },
): DemoInvoice {
  const draw = seeded(`${key}:invoice`);
  const currency = entry.traits.includes('dollars-too') && draw.chance(35) ? 'USD' : customer.currency;
  const lines = drawLines(draw, entry, customer, currency);
  const netMinor = lines.reduce((sum, line) => sum + line.minor, 0n);
  const taxMinor = halfEvenPercent(netMinor, taxPercent[customer.country] ?? 0n);
  return {
    ...names,
    customerId: customer.customerId,
    issueDate,
    dueDate,
    currency,
    total: decimalAmount(netMinor + taxMinor, currency),
    ...(taxMinor > 0n ? { tax: decimalAmount(taxMinor, currency) } : {}),
    ...(customer.kind !== 'consumer' && draw.chance(55)
      ? { purchaseOrder: `PO-${String(draw.between(1000, 9999))}` }
      : {}),
    ...(draw.chance(70) ? { paymentUrl: `https://pay.example/${names.invoiceId}` } : {}),
    ...(draw.chance(50)
      ? { lines: lines.map(({ minor, ...line }) => ({ ...line, amount: decimalAmount(minor, currency) })) }
      : {}),
    ...(entry.termsDays >= 30 && entry.size === 'large' && draw.chance(30)
      ? { terms: { earlyPayment: { percent: '2', days: 10 } } }
      : {}),
  };
}

/** The due date according to the customer's payment terms. */
export function dueDateOf(entry: BookEntry, issueDate: IsoDate): IsoDate {
  return addDays(issueDate, entry.termsDays);
}

/** `percent` of a sum in minor units, rounded half-even to the unit. */
export function halfEvenPercent(minor: bigint, percent: bigint): bigint {
  const product = minor * percent;
  const whole = product / 100n;
  const rest = product % 100n;
  return rest > 50n || (rest === 50n && whole % 2n === 1n) ? whole + 1n : whole;
}

function drawLines(
  draw: Seeded,
  entry: BookEntry,
  customer: DemoCustomer,
  currency: string,
): { description: string; quantity: string; minor: bigint }[] {
  const language = customer.language === 'es' ? 'es' : 'en';
  const most = { small: 14, medium: 9, large: 5 }[entry.size];
  const first = draw.between(0, 4);
  return Array.from({ length: draw.between(1, 3) }, (_, index) => {
    const articles = catalogue[entry.size];
    const article = articles[(first + index) % articles.length] ?? articles[0];
    const quantity = draw.between(1, most);
    // a peso has no decimals, and a euro is about a thousand pesos
    const priceMinor = currency === 'CLP' ? article.priceMinor * 10 : article.priceMinor;
    return { description: article[language], quantity: String(quantity), minor: BigInt(priceMinor) * BigInt(quantity) };
  });
}
