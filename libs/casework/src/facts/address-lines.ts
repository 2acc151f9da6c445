/** A postal address as customers' events give it. */
export interface PostalAddress {
  readonly lines: readonly string[];
  readonly postalCode?: string;
  readonly city: string;
  readonly country: string;
}

/** Most lines on an envelope. */
const MOST_LINES = 8;

/** The lines to print on the envelope: the addressee, at most five lines of the address, the place and the country. */
export function addressLines(name: string, address: PostalAddress): string[] {
  const place = [address.postalCode, address.city].filter(Boolean).join(' ');
  return [name, ...address.lines.slice(0, MOST_LINES - 3), place, address.country];
}
