import { decimalAmount } from '@puntual/domain/money/amount';
import { asId } from './as-id.ts';
import type { CustomerField } from './field-names.ts';
import { hashOf, importedEvent, onlyDefined, type ImportDefaults, type MappedLine } from './mapped-line.ts';
import { countryOf, languageOf } from './names-of-places.ts';
import { internationalNumber } from '../../facts/phone-numbers.ts';
import type { FoundCustomer, NamedCustomer } from './read-invoice.ts';
import { rowReader, type RowReader, type ValueFormats } from './row-reader.ts';
import type { ColumnOfField, TableRow } from './table.ts';
import { yesNo } from './yes-no.ts';

/** How the rows of a file of customers are read. */
export interface CustomerReading extends ValueFormats {
  /** Finds the customer of a row by its tax id or name, where the file has no ids. */
  readonly findCustomer?: (named: NamedCustomer) => FoundCustomer;
}

const CUSTOMERS_SOURCE = '/imports/customers';

/**
 * Maps a row to a customer with one contact. The event's id contains a hash of the data, so that the same data count
 * once.
 */
export function mapCustomer(
  row: TableRow,
  columns: ColumnOfField,
  reading: CustomerReading,
  defaults: ImportDefaults,
): MappedLine {
  const read = rowReader<CustomerField>(row, columns);
  const currency = read.text('currency')?.toUpperCase() ?? defaults.currency;
  const email = read.text('email');
  const [address, city] = [read.text('address'), read.text('city')];
  const country = named(read.text('country'), countryOf) ?? defaults.country;
  const givenPhone = read.id('phone');
  const phone = givenPhone === undefined ? undefined : internationalNumber(givenPhone, country);
  const creditLimit = read.money('creditLimit', currency, reading.decimal);
  const name = read.needed('name');
  const customerId = idOf(read, columns, reading);
  if (read.faults.length > 0) return { events: [], faults: read.faults };
  const channels = [
    ...(email === undefined ? [] : ['email' as const]),
    ...(phone === undefined ? [] : ['sms' as const]),
  ];
  const data = {
    customerId,
    name,
    country,
    currency,
    language: named(read.text('language'), languageOf) ?? defaults.language,
    timeZone: read.text('timeZone') ?? defaults.timeZone,
    ...onlyDefined({
      kind: read.text('kind'),
      taxId: read.id('taxId'),
      region: read.text('region'),
      risk: read.text('risk'),
      directDebit: yesNo(read.text('directDebit')),
      accountManager: read.text('accountManager'),
    }),
    ...groupOf(read.id('group'), read.id('groupPayer')),
    ...(creditLimit === null ? {} : { creditLimit: decimalAmount(creditLimit, currency) }),
    tags: (read.text('tags') ?? '')
      .split(/[,;|]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    contacts:
      channels.length === 0
        ? []
        : [{ contactId: 'import', name: read.text('contactName') ?? name, ...onlyDefined({ email, phone }), channels }],
    ...(address !== undefined && city !== undefined
      ? { address: { lines: [address], city, country, ...onlyDefined({ postalCode: read.id('postalCode') }) } }
      : {}),
  };
  const id = `${customerId}/${hashOf(data)}/${defaults.base}`;
  const event = { source: CUSTOMERS_SOURCE, id, type: 'puntual.customer.upserted.v1' as const, data };
  return { events: [importedEvent(event, defaults)], faults: [], customerId };
}

// An empty cell leaves the customer in the group that it is in.
function groupOf(groupId: string | undefined, payer: string | undefined) {
  return groupId === undefined ? {} : { group: { groupId, ...onlyDefined({ payer }) } };
}

// A name that is unknown stays as it is, so that the event's schema refuses it.
function named(text: string | undefined, codeOf: (text: string) => string | null): string | undefined {
  return text === undefined ? undefined : (codeOf(text) ?? text);
}

// The id of a row: its own; without one that of the customer with its tax id or name, else the tax id or the name.
function idOf(read: RowReader<CustomerField>, columns: ColumnOfField, { findCustomer }: CustomerReading): string {
  const own = columns.has('customerId') ? read.needed('customerId') : undefined;
  const [taxId, name] = [read.id('taxId'), read.text('name')];
  const said: NamedCustomer = { id: own, idOrName: undefined, taxId, name };
  const found = findCustomer?.(said);
  if (found && 'customerId' in found) return found.customerId;
  if (found && found.code !== 'unknown-customer') {
    const field = own === undefined ? 'name' : 'customerId';
    read.fail(field, found.code, found.code === 'zeros-stripped' ? { known: found.known } : {});
    return '';
  }
  return own ?? asId(taxId ?? name ?? '');
}
