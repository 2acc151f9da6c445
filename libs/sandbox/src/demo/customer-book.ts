import { customerLines, type PayerType, type Trait } from './customer-lines.ts';
import type { PlaceName } from './customer-places.ts';

/** One line of the book: name, place, payer type, invoice size, contacts. */
export interface BookEntry {
  readonly name: string;
  readonly domain: string;
  readonly place: PlaceName;
  readonly payer: PayerType;
  readonly size: 'small' | 'medium' | 'large';
  readonly payable: string;
  readonly director?: string;
  readonly owner?: string;
  readonly termsDays: 15 | 30 | 45 | 60;
  readonly traits: readonly Trait[];
}

/** The forty customers of the demo company. All are invented; mail domains end in `.example` (RFC 2606). */
export const customerBook: readonly BookEntry[] = customerLines.map(
  ([name, domain, place, payer, size, termsDays, people, traits = []]) => {
    const [payable = name, director, owner] = people.split('/');
    return {
      name,
      domain: `${domain}.example`,
      place,
      payer,
      size,
      termsDays,
      payable,
      traits,
      ...(director ? { director } : {}),
      ...(owner ? { owner } : {}),
    };
  },
);
