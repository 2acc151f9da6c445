/** An open invoice that money may be for. `openMinor` > 0, in the payment's currency. */
export interface MatchableInvoice {
  readonly id: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly dueOn: string;
  readonly openMinor: bigint;
}

export interface Match {
  readonly invoiceId: string;
  readonly minor: bigint;
  readonly rule: 'remittance' | 'number-in-reference' | 'exact-sum';
}

/**
 * Finds the invoices that `amountMinor` (minor units, > 0) pays: first the remittance detail, else whole invoice numbers found in the bank line's
 * reference, else the one invoice of exactly that sum (DOMAIN §3). Never more than an invoice has open, never more than the payment.
 * What is left is the customer's credit. Remittance lines for invoices that are not in `invoices` are returned in `unknown`.
 */
export function matchPayment(
  amountMinor: bigint,
  remittance: readonly { readonly invoiceId: string; readonly minor: bigint }[],
  reference: string,
  invoices: readonly MatchableInvoice[],
): { readonly matches: Match[]; readonly unknown: { invoiceId: string; minor: bigint }[]; readonly leftMinor: bigint } {
  let leftMinor = amountMinor;
  const matches: Match[] = [];
  const take = (invoice: MatchableInvoice, wantedMinor: bigint, rule: Match['rule']) => {
    const minor = smallest(wantedMinor, invoice.openMinor, leftMinor);
    if (minor <= 0n) return;
    matches.push({ invoiceId: invoice.id, minor, rule });
    leftMinor -= minor;
  };

  if (remittance.length > 0) {
    const unknown: { invoiceId: string; minor: bigint }[] = [];
    for (const line of oneLineEach(remittance)) {
      const invoice = invoices.find((candidate) => candidate.invoiceId === line.invoiceId);
      if (invoice) take(invoice, line.minor, 'remittance');
      else unknown.push(line);
    }
    return { matches, unknown, leftMinor };
  }

  const named = invoices.filter((invoice) => mentions(reference, invoice.number)).sort(oldestFirst);
  if (named.length > 0) {
    for (const invoice of named) take(invoice, invoice.openMinor, 'number-in-reference');
    return { matches, unknown: [], leftMinor };
  }

  const exact = invoices.filter((invoice) => invoice.openMinor === amountMinor);
  if (exact.length === 1 && exact[0]) take(exact[0], amountMinor, 'exact-sum');
  return { matches, unknown: [], leftMinor };
}

// A remittance may name an invoice on several lines; together they say how much is for it.
function oneLineEach(remittance: readonly { readonly invoiceId: string; readonly minor: bigint }[]): { invoiceId: string; minor: bigint }[] {
  const sums = new Map<string, bigint>();
  for (const line of remittance) sums.set(line.invoiceId, (sums.get(line.invoiceId) ?? 0n) + line.minor);
  return [...sums].map(([invoiceId, minor]) => ({ invoiceId, minor }));
}

function oldestFirst(a: MatchableInvoice, b: MatchableInvoice): number {
  const [first, second] = a.dueOn === b.dueOn ? [a.id, b.id] : [a.dueOn, b.dueOn];
  return first < second ? -1 : first > second ? 1 : 0;
}

// Whole numbers only: F-100 is not named by "F-1001". Case, spaces and punctuation between the parts do not matter.
function mentions(reference: string, number: string): boolean {
  const parts = number.toUpperCase().match(/[A-Z0-9]+/g) ?? [];
  if (parts.join('').length < 4) return false;
  return new RegExp(`(?:^|[^A-Z0-9])${parts.join('[^A-Z0-9]*')}(?:[^A-Z0-9]|$)`).test(reference.toUpperCase());
}

function smallest(...values: bigint[]): bigint {
  return values.reduce((a, b) => (b < a ? b : a));
}
