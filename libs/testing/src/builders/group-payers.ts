import { seeded, type Seeded } from '@puntual/sandbox/demo/seeded-random';

/** Who pays for whom in a group of companies, and what else a bank line holds. */
const GROUP_KINDS = [
  'own-number',
  'sister-number',
  'sister-part',
  'two-companies',
  'mentions-sister',
  'account-group',
  'customer-number',
  'one-price',
  'same-name',
  'stranger',
  'last-year',
] as const;
type GroupKind = (typeof GROUP_KINDS)[number];

/** A customer of the creditor, with its open invoices. Numbers are those of the creditor, so no two are equal. */
export interface GroupCompany {
  readonly customerId: string;
  readonly name: string;
  readonly invoices: readonly { readonly number: string; readonly openMinor: bigint }[];
}

/** A bank line of a company in a group, and which customer's debt it pays. */
export interface GroupPayment {
  readonly kind: GroupKind;
  readonly text: string;
  readonly payer: string;
  readonly amountMinor: bigint;
  readonly companies: readonly GroupCompany[];
  /** The customers to whom a person assigned payments from the payer's account before. */
  readonly byAccount: readonly string[];
  /** The customer whose invoice is paid; null when a person must split the money or find the payer. */
  readonly meant: string | null;
}

/** Bank lines of groups of companies, which pay for one another; the same for the same seed. */
export function groupPayments(seed: number, count: number): GroupPayment[] {
  const dice = seeded(seed);
  return Array.from({ length: count }, () => onePayment(dice));
}

const GROUPS = ['Grupo Norte', 'Hermanos Vidal', 'Nordwind', 'Harbour', 'Talleres Núñez'];
const BUSINESSES = ['Logística S.L.', 'Servicios S.L.', 'Handel GmbH', 'Holding S.A.', 'Retail Ltd'];

function onePayment(dice: Seeded): GroupPayment {
  const kind = dice.pick(GROUP_KINDS);
  const companies = companiesOf(dice, kind);
  const [own, sister] = dice.shuffled(companies);
  const [first] = own?.invoices ?? [];
  const [its] = sister?.invoices ?? [];
  if (!own || !sister || !first || !its) throw new RangeError('each of two companies has an invoice');
  return { kind, companies, ...lineOf(kind, dice, { own, sister, first, its }) };
}

// Numbers are in one sequence for all customers: with letters and a year, or four digits alone.
function companiesOf(dice: Seeded, kind: GroupKind): GroupCompany[] {
  const group = dice.pick(GROUPS);
  const plain = kind === 'account-group' || kind === 'customer-number' || dice.chance(30);
  const price = kind === 'one-price' ? BigInt(dice.between(5_000, 90_000)) : null;
  let at = dice.between(1000, 8000);
  return dice
    .shuffled(BUSINESSES)
    .slice(0, dice.between(2, 5))
    .map((business, index): GroupCompany => ({
      customerId: `C-${index}`,
      name: kind === 'same-name' ? group : `${group} ${business}`,
      invoices: Array.from({ length: dice.between(1, 4) }, () => ({
        number: plain ? String(at++) : `F-2026/${at++}`,
        openMinor: price ?? BigInt(dice.between(4_000, 900_000)),
      })),
    }));
}

interface Actors {
  readonly own: GroupCompany;
  readonly sister: GroupCompany;
  readonly first: GroupCompany['invoices'][number];
  readonly its: GroupCompany['invoices'][number];
}

type Line = Pick<GroupPayment, 'text' | 'payer' | 'amountMinor' | 'byAccount' | 'meant'>;

function lineOf(kind: GroupKind, dice: Seeded, { own, sister, first, its }: Actors): Line {
  // Half of the accounts were assigned before, some of them to the company that pays for all.
  const remembered = dice.chance(50) ? [own.customerId] : [];
  const line = { payer: own.name, byAccount: remembered, amountMinor: first.openMinor, meant: own.customerId };
  const some = (length: number) => Array.from({ length }, () => dice.between(0, 9)).join('');
  switch (kind) {
    case 'own-number':
      return { ...line, text: `FRA ${first.number}` };
    case 'sister-number':
      return { ...line, text: `FACTURA ${its.number}`, amountMinor: its.openMinor, meant: sister.customerId };
    case 'sister-part':
      return { ...line, text: `FACTURA ${its.number}`, amountMinor: its.openMinor / 3n, meant: sister.customerId };
    case 'two-companies': {
      const text = dice.shuffled([first.number, its.number]).join(dice.pick([' ', ', ', ' Y ']));
      return { ...line, text, amountMinor: first.openMinor + its.openMinor, meant: null };
    }
    case 'mentions-sister':
      return { ...line, text: `${first.number} NO ${its.number}`, byAccount: [own.customerId] };
    case 'account-group':
      return { ...line, text: `ES${some(2)} ${its.number} ${some(4)} ${some(4)} ${some(4)} ${some(4)}` };
    case 'customer-number':
      return { ...line, text: dice.pick([`CLIENTE ${its.number}`, `Kunden-Nr. ${its.number}`]) };
    case 'one-price':
      return { ...line, text: dice.pick(['CUOTA', `PISO ${some(2)}`, `REF ${its.number.slice(-4)}`]) };
    case 'same-name':
      return { ...line, text: 'PAGO' };
    case 'stranger':
      return { ...line, text: 'PAGO', payer: 'Nadie Conocido', byAccount: [], meant: null };
    case 'last-year':
      return { ...line, text: `F-2025/${its.number.slice(-4)}` };
  }
}
