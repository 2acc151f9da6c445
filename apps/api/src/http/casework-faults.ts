import { invalid, type ApiProblem } from './api-problem.ts';
import { currentLanguage } from './language.ts';

// The use cases say what to mend in English; here it is said in Spanish. A test holds this list against their sources.
const spanish: readonly (readonly [RegExp, string])[] = [
  [/^a task of kind (.+) ends with one of: (.+)$/, 'una tarea de tipo $1 termina con uno de: $2'],
  [/^say by when the customer promised to pay$/, 'indique para cuándo prometió pagar el cliente'],
  [/^the promised day lies in the past \(today is (.+)\)$/, 'el día prometido ya ha pasado (hoy es $1)'],
  [/^a promise may lie at most (\d+) days ahead$/, 'una promesa puede ser, como mucho, a $1 días'],
  [/^say what the customer disputes$/, 'indique qué discute el cliente'],
  [/^the day lies in the past \(today is (.+)\)$/, 'el día ya ha pasado (hoy es $1)'],
  [
    /^"(.+)" is not an amount: .*$/,
    '«$1» no es un importe: escríbalo como número decimal, por ejemplo "1210.00", sin separadores de miles',
  ],
  [/^"(.+)" has (\d+) decimals, and (\w+) has (\d+)$/, '«$1» tiene $2 decimales, y $3 admite $4'],
  [/^"(.+)" is larger than an amount may be$/, '«$1» supera el importe máximo'],
  [/^(.+) is no ISO 4217 currency code, .*$/, '$1 no es un código de moneda ISO 4217, como EUR, USD o CLP'],
  [/^the customer has no invoice (.+)$/, 'el cliente no tiene ninguna factura $1'],
  [/^invoice (.+) is in (\w+), and the payment in (\w+)$/, 'la factura $1 está en $2, y el pago en $3'],
  [/^invoice (.+) is cancelled$/, 'la factura $1 está anulada'],
  [/^only (.+) is open on invoice (.+)$/, 'en la factura $2 solo quedan $1 pendientes'],
  [/^only (.+) of it is on invoice (.+)$/, 'solo $1 de este pago están en la factura $2'],
  [/^only (.+) of it is left to place$/, 'solo quedan $1 de este pago por aplicar'],
  [
    /^must not be less than zero: what is left of a payment is a credit of its own$/,
    'no puede ser menor que cero: lo que queda de un pago es un crédito aparte',
  ],
  [
    /^name the payment by paymentId, or the credit note by creditNoteId$/,
    'indique el pago por paymentId, o el abono por creditNoteId',
  ],
  [/^the list names the credit (.+) twice$/, 'la lista nombra dos veces el crédito $1'],
  [/^the text cannot be read as CSV: (.+)$/, 'el texto no se puede leer como CSV: $1'],
  [
    /^the first line names the columns: (.+)$/,
    'la primera línea nombra las columnas: invoiceId o number, currency, open (o factura, moneda, pendiente)',
  ],
  [/^a list has at most (\d+) items$/, 'una lista tiene como máximo $1 líneas'],
  [/^name the invoice by invoiceId or number$/, 'indique la factura por invoiceId o number'],
  [/^the list names invoice (.+) twice$/, 'la lista nombra dos veces la factura $1'],
  [
    /^the task ends when its receipt is assigned to a customer or marked as returned$/,
    'la tarea termina cuando el cobro se asigna a un cliente o se marca como devuelto',
  ],
  [/^the payment is that of customer (.+) already$/, 'el pago ya es del cliente $1'],
  [/^there is no customer (.+)$/, 'no hay ningún cliente $1'],
  [/^it came in on (.+)$/, 'entró el $1'],
  [/^the day lies ahead: mark it when it is done$/, 'el día aún no ha llegado: márquelo cuando esté hecho'],
  [
    /^what was known at a moment is final one minute later: .*$/,
    'lo que se sabía en un momento es definitivo un minuto después: indique uno anterior',
  ],
  [/^must be more than zero$/, 'debe ser mayor que cero'],
  [/^unknown currency (\w+): .*$/, 'moneda desconocida $1: use un código ISO 4217 como EUR, USD o CLP'],
];

/** What a use case finds wrong with its input, as the 422 problem, in the reader's language. */
export function caseworkFault(fault: { readonly path: string; readonly message: string }): ApiProblem {
  return invalid([
    { path: fault.path, message: currentLanguage.getStore() === 'es' ? inSpanish(fault.message) : fault.message },
  ]);
}

/** Faults that were found by reading, each in the reader's language. */
export function faultsInWords(
  faults: readonly { readonly path: string; readonly message: string }[],
): readonly { readonly path: string; readonly message: string }[] {
  return currentLanguage.getStore() === 'es'
    ? faults.map(({ path, message }) => ({ path, message: inSpanish(message) }))
    : faults;
}

/** A use case's message in Spanish; one that is not listed stays as it is. */
export function inSpanish(message: string): string {
  for (const [pattern, text] of spanish) {
    if (pattern.test(message)) return message.replace(pattern, text);
  }
  return message;
}
