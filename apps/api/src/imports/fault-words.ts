import type { FaultCode } from '@puntual/casework/imports/files/line-fault';
import type { Language } from '@puntual/domain/language/languages';
import type { Words } from '../http/language.ts';

type Values = Readonly<Record<string, string>>;

/** What to mend, for each fault that a file can have; `{name}` is put in. */
export const faultWords: Readonly<Record<FaultCode, Words>> = {
  'missing-column': {
    en: 'No column gives {fields}. Columns of the file: {columns}. Name them with "columns".',
    es: 'Ninguna columna da {fields}. Columnas del fichero: {columns}. Indíquelas con «columns».',
  },
  'unknown-encoding': {
    en: 'The encoding {encoding} is not one that is read: write the file in UTF-8.',
    es: 'La codificación {encoding} no se lee: escriba el fichero en UTF-8.',
  },
  'wrong-encoding': {
    en: 'The file is not text in {encoding}: say its encoding (utf-8, latin-1, utf-16le).',
    es: 'El fichero no es texto en {encoding}: indique su codificación (utf-8, latin-1, utf-16le).',
  },
  'quote-not-closed': {
    en: 'A quote that opens here or before is never closed: the rest cannot be read.',
    es: 'Unas comillas que se abren aquí o antes no se cierran: el resto no se puede leer.',
  },
  'line-too-long': {
    en: 'A line is longer than {most} characters: is a quote not closed, or is it another separator?',
    es: 'Una línea tiene más de {most} caracteres: ¿faltan unas comillas de cierre, o es otro separador?',
  },
  'no-lines': {
    en: 'The file has no line below its header.',
    es: 'El fichero no tiene ninguna línea bajo su cabecera.',
  },
  'missing-value': {
    en: 'The cell is empty, and the line needs it.',
    es: 'La celda está vacía, y la línea la necesita.',
  },
  'not-a-date': {
    en: '"{value}" is no day: write 2026-12-31, or 31/12/2026 with dates=dmy.',
    es: '«{value}» no es un día: escriba 2026-12-31, o 31/12/2026 con dates=dmy.',
  },
  'ambiguous-date': {
    en: '"{value}" can be read in two ways: say dates=dmy (day first) or dates=mdy.',
    es: '«{value}» puede leerse de dos maneras: indique dates=dmy (primero el día) o dates=mdy.',
  },
  'not-an-amount': {
    en: '"{value}" is no amount: write 1210.00 or 1.210,00.',
    es: '«{value}» no es un importe: escriba 1210.00 o 1.210,00.',
  },
  'ambiguous-amount': {
    en: '"{value}" can be read in two ways: say decimal=comma or decimal=point.',
    es: '«{value}» puede leerse de dos maneras: indique decimal=comma o decimal=point.',
  },
  'too-many-decimals': {
    en: '"{value}" has more decimals than its currency.',
    es: '«{value}» tiene más decimales que su moneda.',
  },
  'amount-out-of-range': {
    en: '"{value}" is larger than an amount may be.',
    es: '«{value}» supera el importe máximo.',
  },
  'amount-is-zero': { en: 'The amount must not be zero.', es: 'El importe no puede ser cero.' },
  'unknown-currency': {
    en: 'The currency of "{value}" is no ISO 4217 code such as EUR.',
    es: 'La moneda de «{value}» no es un código ISO 4217 como EUR.',
  },
  'open-above-total': {
    en: 'What is open ({value}) is not between zero and the total.',
    es: 'Lo pendiente ({value}) no está entre cero y el total.',
  },
  'invalid-value': { en: 'The value does not fit: {hint}.', es: 'El valor no sirve: {hint}.' },
  'repeated-line': {
    en: 'Invoice {invoiceId} stands twice in the file with different data.',
    es: 'La factura {invoiceId} aparece dos veces en el fichero con datos distintos.',
  },
  'known-with-other-data': {
    en:
      'Invoice {invoiceId} is known with another customer, due date, currency or total: amend it instead ' +
      '(puntual.invoice.amended.v1).',
    es:
      'La factura {invoiceId} ya consta con otro cliente, vencimiento, moneda o total: modifíquela ' +
      '(puntual.invoice.amended.v1).',
  },
  'xml-doctype': {
    en: 'The file has a document type declaration (DTD), which is refused for safety: export it without.',
    es: 'El fichero tiene una declaración de tipo (DTD), que se rechaza por seguridad: expórtelo sin ella.',
  },
  'xml-broken': { en: 'The XML is broken here: {reason}.', es: 'El XML está mal formado aquí: {reason}.' },
  'xml-too-large': {
    en: 'One entry is deeper or larger than any bank writes.',
    es: 'Un apunte es más profundo o mayor de lo que escribe ningún banco.',
  },
  'not-a-statement': {
    en: 'This is no bank statement: camt.053, camt.054 or camt.052 (ISO 20022) is expected.',
    es: 'No es un extracto bancario: se espera camt.053, camt.054 o camt.052 (ISO 20022).',
  },
  'batch-sum': {
    en: 'The {count} transactions of the entry of {amount} do not add up to it: ask the bank, or enter them by hand.',
    es: 'Las {count} operaciones del apunte de {amount} no suman su importe: consulte al banco o introdúzcalas a mano.',
  },
  'batch-without-details': {
    en: 'The entry of {amount} is {count} payments that the bank does not list: ask it for their detail (camt.054).',
    es: 'El apunte de {amount} son {count} pagos que el banco no detalla: pídale el detalle (camt.054).',
  },
  'batch-too-large': {
    en: 'One entry has more than {most} transactions: ask the bank for smaller ones.',
    es: 'Un apunte tiene más de {most} operaciones: pida al banco apuntes menores.',
  },
  'reversal-unknown': {
    en:
      'The payment that came back ({amount}, end-to-end id "{endToEndId}") is not known: report it as ' +
      'puntual.payment.reversed.v1.',
    es:
      'No consta el pago devuelto ({amount}, id. de extremo a extremo «{endToEndId}»): comuníquelo como ' +
      'puntual.payment.reversed.v1.',
  },
  refused: { en: 'Refused: {reason}', es: 'Rechazada: {reason}' },
  unexpected: {
    en: 'Puntual failed here; the cause is in its log. What it had taken before stands.',
    es: 'Puntual ha fallado aquí; la causa está en su registro. Lo tomado antes queda tomado.',
  },
};

// What a field takes, for what the schema of its event refuses.
const hints: Readonly<Record<string, Words>> = {
  email: { en: 'an e-mail address', es: 'una dirección de correo' },
  phone: {
    en: 'a telephone number with its country, such as +34600111222',
    es: 'un teléfono con su país, como +34600111222',
  },
  country: { en: 'an ISO 3166 country such as ES', es: 'un país ISO 3166 como ES' },
  region: {
    en: 'an ISO 3166-2 region of the country, such as ES-MD',
    es: 'una región ISO 3166-2 del país, como ES-MD',
  },
  language: { en: 'a language such as es or en-GB', es: 'un idioma como es o en-GB' },
  timeZone: { en: 'a time zone such as Europe/Madrid', es: 'una zona horaria como Europe/Madrid' },
  currency: { en: 'an ISO 4217 currency such as EUR', es: 'una moneda ISO 4217 como EUR' },
  kind: { en: 'business, consumer or public-body', es: 'business, consumer o public-body' },
  risk: { en: 'low, medium or high', es: 'low, medium o high' },
  directDebit: { en: 'yes or no', es: 'sí o no' },
  dueDate: { en: 'a day not before the issue date', es: 'un día no anterior a la emisión' },
  stage: { en: 'a stage such as follow-up', es: 'una etapa como follow-up' },
  customerId: {
    en: 'an id of up to 100 characters without spaces or slashes',
    es: 'un identificador de hasta 100 caracteres sin espacios ni barras',
  },
  invoiceId: {
    en: 'an id of up to 100 characters without spaces or slashes',
    es: 'un identificador de hasta 100 caracteres sin espacios ni barras',
  },
  documentUrl: { en: 'an address that begins with https://', es: 'una dirección que empiece por https://' },
  paymentUrl: { en: 'an address that begins with https://', es: 'una dirección que empiece por https://' },
};
const OTHER: Words = { en: 'see what the field takes ({reason})', es: 'consulte qué admite el campo ({reason})' };

/** A fault in a sentence, in the reader's language. */
export function describeFault(code: string, values: Values, language: Language): string {
  const words = Object.hasOwn(faultWords, code) ? faultWords[code as FaultCode][language] : code;
  const hint = (hints[values.field ?? ''] ?? OTHER)[language];
  return put(
    words.replace('{hint}', () => hint),
    values,
  );
}

function put(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
}
