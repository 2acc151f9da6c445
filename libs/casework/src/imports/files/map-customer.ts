import { decimalAmount } from '@puntual/domain/money/amount';
import type { ColumnOfField, CustomerField } from './csv-fields.ts';
import { hashOf, importedEvent, onlyDefined, type ImportDefaults, type MappedLine } from './mapped-line.ts';
import type { CsvRow } from './read-csv.ts';
import { rowReader, type ValueFormats } from './row-reader.ts';

const CUSTOMERS_SOURCE = '/imports/customers';

/**
 * Maps a row to a customer with one contact. The event's id contains a hash of the data, so that the same data count
 * once.
 */
export function mapCustomer(
  row: CsvRow,
  columns: ColumnOfField,
  formats: ValueFormats,
  defaults: ImportDefaults,
): MappedLine {
  const read = rowReader<CustomerField>(row, columns);
  const currency = read.text('currency')?.toUpperCase() ?? defaults.currency;
  const email = read.text('email');
  const phone = read
    .text('phone')
    ?.replace(/[\s().-]/g, '')
    .replace(/^00/, '+');
  const [address, city, country] = [
    read.text('address'),
    read.text('city'),
    read.text('country')?.toUpperCase() ?? defaults.country,
  ];
  const creditLimit = read.money('creditLimit', currency, formats.decimal);
  const customerId = read.needed('customerId');
  const name = read.needed('name');
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
    language: read.text('language') ?? defaults.language,
    timeZone: read.text('timeZone') ?? defaults.timeZone,
    ...onlyDefined({
      kind: read.text('kind'),
      taxId: read.text('taxId'),
      region: read.text('region'),
      risk: read.text('risk'),
      directDebit: yesNo(read.text('directDebit')),
    }),
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
      ? { address: { lines: [address], city, country, ...onlyDefined({ postalCode: read.text('postalCode') }) } }
      : {}),
  };
  const id = `${customerId}/${hashOf(data)}/${defaults.base}`;
  const event = { source: CUSTOMERS_SOURCE, id, type: 'puntual.customer.upserted.v1' as const, data };
  return { events: [importedEvent(event, defaults)], faults: [] };
}

// Text that is neither stays as it is, so that the event's schema refuses it.
function yesNo(text: string | undefined): boolean | string | undefined {
  if (text === undefined) return undefined;
  if (/^(1|yes|y|true|si|sí|s|x|verdadero)$/i.test(text)) return true;
  return /^(0|no|n|false|falso)$/i.test(text) ? false : text;
}
