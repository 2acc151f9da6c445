/** Fields of a customer that a column can be, and the names by which a column is known without being told (without case, accents, spaces and punctuation). */
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

/** The same of an open invoice. */
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

/** Which column each field is read from. */
export type ColumnOfField = ReadonlyMap<string, string>;

/** The columns of a file as fields: those that `mapping` (column to field) names, and for the other fields the column that goes by one of its names. Columns that are no field are left alone. */
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

/** A column's name without case, accents, spaces and punctuation. */
function plain(column: string): string {
  return column
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
