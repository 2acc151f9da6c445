/** A postal address as customers' events give it. */
export interface PostalAddress {
  readonly lines: readonly string[];
  readonly postalCode?: string;
  readonly city: string;
  readonly country: string;
}

/** Most lines that stand on an envelope. */
const MOST_LINES = 8;

/** The lines as they stand on the envelope, the addressee first. */
export function addressLines(name: string, address: PostalAddress): string[] {
  const place = [address.postalCode, address.city].filter(Boolean).join(' ');
  return [name, ...address.lines.slice(0, MOST_LINES - 3), place, address.country];
}
