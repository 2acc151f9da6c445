import type { PuntualEventInput } from '@puntual/contracts/events/events';
import { customerBook, type BookEntry } from './customer-book.ts';
import { places, type Place } from './customer-places.ts';
import { seeded } from './seeded-random.ts';

/** The data of a `puntual.customer.upserted.v1` event. */
export type DemoCustomer = Extract<PuntualEventInput, { type: 'puntual.customer.upserted.v1' }>['data'];
type Contact = NonNullable<DemoCustomer['contacts']>[number];

/** The `index`-th customer of the book, in the ERP's form. */
export function demoCustomer(seed: string, entry: BookEntry, index: number): DemoCustomer {
  const place: Place = places[entry.place];
  const kind = entry.traits.includes('consumer')
    ? 'consumer'
    : entry.traits.includes('public-body')
      ? 'public-body'
      : 'business';
  const draw = seeded(`${seed}:customer:${entry.domain}`);
  const tags = [
    ...(entry.traits.includes('key-account') ? ['key-account'] : []),
    ...(kind === 'public-body' ? ['public-sector'] : []),
  ];
  return {
    customerId: `C-${String(100 + index)}`,
    name: entry.name,
    kind,
    ...(kind === 'consumer' ? {} : { taxId: `${place.taxId}${String(1000 + index * 7)}` }),
    country: place.country,
    language: place.language,
    timeZone: place.timeZone,
    currency: place.currency,
    contacts: contactsOf(entry, place, index),
    ...(entry.traits.includes('address') || entry.traits.includes('letter')
      ? {
          address: {
            lines: [addressLine(place, draw.between(2, 180))],
            postalCode: place.postalCode,
            city: place.city,
            country: place.country,
          },
        }
      : {}),
    ...(kind === 'business' ? { creditLimit: creditLimit(entry, place) } : {}),
    tags,
    directDebit: entry.traits.includes('direct-debit'),
  };
}

/** All customers of the book. */
export function demoCustomers(seed: string): DemoCustomer[] {
  return customerBook.map((entry, index) => demoCustomer(seed, entry, index));
}

function contactsOf(entry: BookEntry, place: Place, index: number): Contact[] {
  const withEmail = !entry.traits.includes('no-email');
  const sms = entry.traits.includes('sms');
  const phone = (slot: number) => `${place.phone}${String((index * 2 + slot) % 100).padStart(2, '0')}`;
  const channels: NonNullable<Contact['channels']> = [
    ...(withEmail ? ['email' as const] : []),
    ...(sms ? ['sms' as const] : []),
    ...(entry.traits.includes('letter') ? ['letter' as const] : []),
  ];
  const payable: Contact = {
    contactId: 'k1',
    name: entry.payable,
    role: 'accounts-payable',
    phone: phone(0),
    channels,
    ...(withEmail ? { email: mailbox(entry, place, entry.payable) } : {}),
  };
  const others = (
    [
      ['k2', entry.director, 'finance-director'],
      ['k3', entry.owner, 'owner'],
    ] as const
  ).flatMap(([contactId, name, role]): Contact[] =>
    name === undefined
      ? []
      : [
          {
            contactId,
            name,
            role,
            phone: phone(1),
            channels: withEmail ? ['email'] : ['sms'],
            ...(withEmail
              ? { email: mailbox(entry, place, role === 'owner' && name === entry.payable ? `${role} ${name}` : name) }
              : {}),
          },
        ],
  );
  return [payable, ...others];
}

// "Ana Núñez" -> ana.nunez@; a department -> its own mailbox
function mailbox(entry: BookEntry, place: Place, name: string): string {
  const department = entry.traits.includes('public-body');
  const local = department
    ? place.language === 'es'
      ? 'facturas'
      : 'accounts.payable'
    : name
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .split(/[^a-z]+/)
        .filter((part) => part !== '')
        .slice(0, 2)
        .join('.');
  return `${local}@${entry.domain}`;
}

function addressLine(place: Place, house: number): string {
  return place.language === 'es' ? `${place.street}, ${String(house)}` : `${String(house)} ${place.street}`;
}

function creditLimit(entry: BookEntry, place: Place): string {
  const thousands = { small: 5, medium: 25, large: 120 }[entry.size];
  return place.currency === 'CLP' ? `${String(thousands)}00000` : `${String(thousands)}000.00`;
}
