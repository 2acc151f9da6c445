/**
 * The fields of a customer, each with the names of columns (without case, accents, spaces and punctuation) from which
 * it is read when the caller names no column.
 */
export const CUSTOMER_FIELDS = {
  customerId: ['customerid', 'customer', 'idcliente', 'codigocliente', 'codcliente', 'cliente', 'clienteid'],
  name: ['name', 'customername', 'nombre', 'razonsocial', 'nombrecliente'],
  kind: ['kind', 'tipo'],
  taxId: ['taxid', 'vat', 'vatid', 'nif', 'cif', 'nifcif'],
  country: ['country', 'pais'],
  region: ['region'],
  language: ['language', 'idioma'],
  timeZone: ['timezone', 'zonahoraria', 'husohorario'],
  currency: ['currency', 'moneda', 'divisa'],
  contactName: ['contactname', 'contact', 'contacto', 'personadecontacto'],
  email: ['email', 'mail', 'correo', 'correoelectronico'],
  phone: ['phone', 'telephone', 'mobile', 'telefono', 'movil'],
  address: ['address', 'street', 'direccion', 'domicilio', 'calle'],
  postalCode: ['postalcode', 'zip', 'postcode', 'codigopostal', 'cp'],
  city: ['city', 'town', 'ciudad', 'poblacion', 'localidad', 'municipio'],
  creditLimit: ['creditlimit', 'limitedecredito', 'limitecredito', 'riesgomaximo'],
  tags: ['tags', 'etiquetas'],
  directDebit: ['directdebit', 'domiciliacion', 'domiciliado'],
  risk: ['risk', 'riesgo'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type CustomerField = keyof typeof CUSTOMER_FIELDS;

/** The fields of an open invoice, like those of a customer. */
export const INVOICE_FIELDS = {
  invoiceId: ['invoiceid', 'idfactura'],
  number: [
    'number',
    'invoicenumber',
    'invoice',
    'invoiceno',
    'numero',
    'numerofactura',
    'numfactura',
    'nfactura',
    'nofactura',
    'factura',
    'numerodefactura',
  ],
  customerId: ['customerid', 'customer', 'idcliente', 'codigocliente', 'codcliente', 'cliente', 'clienteid'],
  issueDate: [
    'issuedate',
    'invoicedate',
    'date',
    'fechaemision',
    'fechafactura',
    'fechadefactura',
    'fechadeemision',
    'fecha',
    'emision',
  ],
  dueDate: ['duedate', 'due', 'fechavencimiento', 'fechadevencimiento', 'vencimiento', 'vence'],
  currency: ['currency', 'moneda', 'divisa'],
  total: ['total', 'amount', 'importe', 'importetotal'],
  open: ['open', 'openamount', 'balance', 'outstanding', 'pendiente', 'importependiente', 'saldo'],
  tax: ['tax', 'taxamount', 'iva', 'impuestos', 'cuotaiva'],
  purchaseOrder: ['purchaseorder', 'po', 'pedido', 'numeropedido', 'ordendecompra'],
  documentUrl: ['documenturl'],
  paymentUrl: ['paymenturl'],
  stage: ['stage', 'etapa'],
  stageOn: ['stageon', 'fechaetapa'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type InvoiceField = keyof typeof INVOICE_FIELDS;

/** The fields without which a file of customers or invoices cannot be read. */
export const REQUIRED_OF_CUSTOMERS: readonly CustomerField[] = ['customerId', 'name'];
export const REQUIRED_OF_INVOICES: readonly InvoiceField[] = ['number', 'customerId', 'issueDate', 'dueDate', 'total'];

/** The column from which each field is read. */
export type ColumnOfField = ReadonlyMap<string, string>;

/**
 * The column of each field: the one that `mapping` (column to field) names, otherwise the first column with one of the
 * field's names. Other columns are ignored.
 */
export function mapColumns(
  columns: readonly string[],
  fields: Readonly<Record<string, readonly string[]>>,
  mapping: Readonly<Record<string, string>>,
): ColumnOfField {
  const found = new Map<string, string>();
  const given = new Map(Object.entries(mapping).map(([column, field]) => [plain(column), field]));
  for (const column of columns) {
    const field = given.get(plain(column));
    if (field !== undefined && !found.has(field)) found.set(field, column);
  }
  for (const [field, names] of Object.entries(fields)) {
    const column = found.has(field)
      ? undefined
      : columns.find((each) => !given.has(plain(each)) && names.includes(plain(each)));
    if (column !== undefined) found.set(field, column);
  }
  return found;
}

// A column's name without case, accents, spaces and punctuation.
function plain(column: string): string {
  return column
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
