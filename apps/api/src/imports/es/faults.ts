import type { FaultWords } from '../fault-tables.ts';

/** How to correct a file, in Spanish. */
export const faults: FaultWords = {
  faults: {
    'missing-column': 'Ninguna columna da {fields}. Columnas del fichero: {columns}. Indíquelas con «columns».',
    'column-twice':
      'Dos columnas dan {field}: {first} y {second}. Indique cuál con columns={"#n":"{field}"}, o ' +
      'descarte una con columns={"#n":"ignore"}.',
    'other-currency': '«{value}» nombra otra moneda que la de la línea: corrija la columna de la moneda.',
    'shortened-number':
      '«{value}» parece un número que una hoja de cálculo ha acortado: exporte de nuevo con la columna ' +
      'como texto.',
    'zeros-stripped':
      '«{value}» parece «{known}» sin sus ceros, que una hoja de cálculo quita: exporte de nuevo con la' +
      ' columna como texto.',
    'unknown-customer': 'Ningún cliente se llama «{value}»: importe antes los clientes, o corrija el nombre.',
    'ambiguous-customer': '«{value}» son varios clientes: dé sus identificadores en una columna.',
    'unknown-document-type':
      '«{value}» no es un tipo de documento conocido. Escriba factura o nota de crédito, o descarte la ' +
      'columna con columns={"…":"ignore"}.',
    'unknown-status':
      '«{value}» no es un estado conocido. Escriba abierta, pagada, borrador o anulada, o descarte la ' +
      'columna con columns={"…":"ignore"}.',
    'paid-but-open': 'El estado es «{value}», pero la línea tiene un importe pendiente.',
    'unknown-terms': '«{value}» no dice de cuántos días es el plazo de pago: escriba 30, o dé un vencimiento.',
    'unknown-encoding': 'La codificación {encoding} no se lee: escriba el fichero en UTF-8.',
    'wrong-encoding':
      'El fichero no es texto en {encoding}. Si es CSV, indique su codificación ' +
      '(utf-8, latin-1, utf-16le, utf-16be). ' +
      'Si es del ' +
      'banco, su primera línea nombra la codificación (UTF-8 si no nombra ninguna) y el texto está en otra: ' +
      'expórtelo ' +
      'de nuevo en UTF-8.',
    'quote-not-closed': 'Unas comillas que se abren aquí o antes no se cierran: el resto no se puede leer.',
    'line-too-long': 'Una línea tiene más de {most} caracteres: ¿faltan unas comillas de cierre, o es otro separador?',
    'no-lines': 'El fichero no tiene ninguna línea bajo su cabecera.',
    'missing-value': 'La celda está vacía, y la línea la necesita.',
    'not-a-date': '«{value}» no es un día: escriba 2026-12-31, o 31/12/2026 con dates=dmy.',
    'ambiguous-date': '«{value}» puede leerse de dos maneras: indique dates=dmy (primero el día) o dates=mdy.',
    'not-an-amount': '«{value}» no es un importe: escriba 1210.00 o 1.210,00.',
    'ambiguous-amount': '«{value}» puede leerse de dos maneras: indique decimal=comma o decimal=point.',
    'too-many-decimals': '«{value}» tiene más decimales que su moneda.',
    'amount-out-of-range': '«{value}» supera el importe máximo.',
    'amount-is-zero': 'El importe no puede ser cero.',
    'currency-not-decimal':
      'La fracción de la moneda de «{value}» es la quinta parte: Puntual lleva los importes en decimales y no los ' +
      'toma en esta moneda.',
    'unknown-currency': 'La moneda de «{value}» no es un código ISO 4217 como EUR.',
    'open-above-total': 'Lo pendiente ({value}) no está entre cero y el total.',
    'two-amounts': 'La línea tiene importe en ambos lados de la cuenta.',
    'invalid-value': 'El valor no sirve: {hint}.',
    'repeated-line': 'La factura {invoiceId} aparece dos veces en el fichero con datos distintos.',
    'known-with-other-data':
      'La factura {invoiceId} ya consta con otro cliente, vencimiento, moneda o total: modifíquela ' +
      '(puntual.invoice.amended.v1).',
    'xml-doctype': 'El fichero tiene una declaración de tipo (DTD), que se rechaza por seguridad: expórtelo sin ella.',
    'xml-broken': 'El XML está mal formado aquí: {reason}.',
    'xml-too-large': 'Un apunte es más profundo o mayor de lo que escribe ningún banco.',
    'not-a-statement':
      'No es un extracto bancario. Se leen ISO 20022 (camt.052, 053, 054), Norma 43, MT940, OFX y tablas (XLSX, CSV) ' +
      'cuya cabecera nombra el día y el importe; también en un archivo ZIP.',
    'batch-sum':
      'Las {count} operaciones del apunte de {amount} no suman su importe: consulte al banco o introdúzcalas a mano.',
    'batch-without-details':
      'El apunte de {amount} son {count} pagos que el banco no detalla: pídale el detalle (camt.054).',
    'batch-too-large': 'Un apunte tiene más de {most} operaciones: pida al banco apuntes menores.',
    'statement-sum':
      'Los movimientos del extracto no suman sus propios totales: el fichero está dañado. Pídalo de ' +
      'nuevo al banco.',
    'statement-cut-off': 'El extracto acaba sin su registro final: el fichero está cortado. Pídalo de nuevo al banco.',
    'not-norma-43': '«{value}» no es un registro de la Norma 43 (Cuaderno 43).',
    'not-mt940': 'La línea «{value}» no puede leerse como MT940.',
    'not-ofx': 'El fichero no puede leerse como OFX: {reason}.',
    'old-spreadsheet':
      'Esta hoja de cálculo no puede leerse: su formato es antiguo u otro (XLS, XLSB, ODS, página web) o tiene ' +
      'contraseña. Guárdela como XLSX o CSV e importe ese fichero.',
    'sheet-too-large': 'La hoja de cálculo es mayor de lo que se lee ({most}): guárdela como CSV.',
    'other-account':
      'El extracto es de la cuenta {account}, que no es ninguna de las cuentas bancarias de la ' +
      'organización: añádala en los ajustes si es suya.',
    'account-not-named': 'El fichero no dice de qué cuenta es: indíquela con el parámetro «account».',
    'bad-archive':
      'El archivo comprimido no se puede abrir: está dañado, tiene contraseña, contiene otro archivo ' +
      'comprimido o supera ' +
      '{most} MB. Importe sus ficheros uno a uno.',
    'other-file': 'El fichero «{name}» del archivo comprimido no es un extracto y no se importó nada de él.',
    'attempts-used-up':
      'La importación se abandonó tras {count} intentos: en cada uno el proceso terminó en este punto del fichero.',
    'reversal-unknown':
      'No consta el pago devuelto ({amount}, id. de extremo a extremo «{endToEndId}»): ' +
      'se ha abierto una tarea. Comuníquelo como ' +
      'puntual.payment.reversed.v1.',
    refused: 'Rechazada: {reason}',
    unexpected: 'Puntual ha fallado aquí; la causa está en su registro. Lo tomado antes queda tomado.',
  },
  hints: {
    email: 'una dirección de correo',
    phone: 'un teléfono con su país, como +34600111222',
    country: 'un país ISO 3166 como ES',
    region: 'una región ISO 3166-2 del país, como ES-MD',
    language: 'un idioma como es o en-GB',
    timeZone: 'una zona horaria como Europe/Madrid',
    currency: 'una moneda ISO 4217 como EUR',
    kind: 'business, consumer o public-body',
    risk: 'low, medium o high',
    directDebit: 'sí o no',
    dueDate: 'un día no anterior a la emisión',
    stage: 'una etapa como follow-up',
    customerId: 'un identificador de hasta 100 caracteres sin espacios ni barras',
    invoiceId: 'un identificador de hasta 100 caracteres sin espacios ni barras',
    documentUrl: 'una dirección que empiece por https://',
    paymentUrl: 'una dirección que empiece por https://',
    instalment: 'el número del plazo, de 1 a 999, como 2 o 2/3',
  },
  otherHint: 'consulte qué admite el campo ({reason})',
};
