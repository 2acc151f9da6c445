import type { Word } from './reference-text.ts';

/** What the words before a number say that it is; null: nothing. */
export type NumberLabel = 'invoice' | 'order' | 'other' | null;

const INVOICE = new RegExp(
  '^(N?FRAS?|FACTS?|N?FACTURAS?|FAC|FTRA|FT|FACTURES?|FATT|FATTURA|FATTURE|FATURAS?|INVS?|INVOICES?|' +
    'INVOICENR|INVOICENO|RECHNUNG|RECHNUNGEN|RECHNUNGSNR|RECHNUNGSNUMMER|RECHN|RECHNR|RG|RGNR|RE|RENR|RNR|' +
    'FACTUUR|FACTUREN|FACTUURNR|BILL|RECIBOS?)$',
);
const ORDER = new RegExp(
  '^(PEDIDOS?|PED|ORDEN|ORDENES|ORD|ORDER|ORDERS|PO|OC|BESTELLUNG|BESTELLNR|BESTELLNUMMER|AUFTRAG|AUFTRAGSNR|' +
    'COMMANDE|ORDINE|ENCOMENDA)$',
);
/** Labels of numbers that go on over several groups of digits. */
const GROUPED = new RegExp(
  '^(TEL|TELF|TLF|TFNO|TFN|TELEFONO|TELEFON|TELEPHONE|PHONE|MOVIL|MOBILE|MOB|HANDY|FAX|WHATSAPP|IBAN|CUENTA|CTA|CCC|' +
    'KONTO|KTO|KONTONR|KONTONUMMER|BLZ|ACCOUNT|ACC|ACCT|COMPTE|CONTO|TARJETA|CARD|KARTE|KARTENNR|VISA)$',
);
const OTHER = new RegExp(
  '^(CLIENTES?|CLTE|CLI|NCLIENTE|CUSTOMER|CUST|CLIENT|KUNDE|KUNDEN|KUNDENNR|KUNDENNUMMER|KDNR|KD|DEBITOR|DEBITORNR|' +
    'DEUDOR|PROVEEDOR|PROV|SUPPLIER|VENDOR|LIEFERANT|LIEFERANTENNR|SOCIO|ABONADO|MITGLIED|MITGLIEDSNR|MEMBER|' +
    'CONTRATO|CTO|CONTRACT|VERTRAG|VERTRAGS|VERTRAGSNR|VERTRAGSNUMMER|CONTRAT|POLIZA|POLICY|VERSICHERUNGSNR|' +
    'ALBARAN|ALBARANES|LIEFERSCHEIN|DELIVERY|EXP|EXPTE|EXPEDIENTE|AKTENZEICHEN|AZ|PRESUPUESTO|ANGEBOT|OFERTA|QUOTE|' +
    'PROYECTO|PROJECT|PROJEKT|OBRA|DNI|NIF|CIF|NIE|VAT|RUT|RUC|STEUERNR|USTID|USTIDNR|CP|PLZ|POSTAL|APARTADO|APDO|' +
    'MANDATO|MANDATE|MANDAT|MANDATSREF|CRED|CREDITOR|GLAUBIGER|TERMINAL|TPV|TERM|CAJERO|LOTE|BATCH|OP|OPERACION|' +
    'TRANSACCION|TRANSACTION|TXN|MOV|MOVIMIENTO|OFICINA|OFI|SUCURSAL|FILIALE|LOCAL|NAVE|PISO|PLAZA|PUERTA|HABITACION|' +
    'APARTAMENTO|APTO|WOHNUNG|MATRICULA|KENNZEICHEN|FECHA|DATUM|DATE|HORA|UHRZEIT|TIME|IMPORTE|TOTAL|BETRAG|AMOUNT|' +
    'EUROS?|EUR|USD|GBP|CHF|CLP)$',
);
const STREET = new RegExp(
  '^(CL|C|CALLE|CARRER|AVDA|AV|AVENIDA|AVINGUDA|PZA|PLZA|PL|PASEO|PSO|PG|CTRA|CARRETERA|CAMINO|RONDA|RUE|VIA|RUA|' +
    'STREET|ST|ROAD|RD|AVENUE|AVE|LANE|[A-Z]*(STR|STRASSE|WEG|PLATZ|GASSE|ALLEE))$',
);
/** Words that stand between a label and its number. */
const BETWEEN =
  /^(NO|NR|NRO|NUM|NUMS|NUMERO|NUMEROS|N|NUMMER|NUMBER|NBR|DE|DEL|LA|LAS|EL|LOS|VON|VOM|OF|DER|Y|E|AND|UND)$/;
const CURRENCY = /^(EUR|EUROS?|USD|GBP|CHF|CLP)$/;

/** A street's name may have so many words before its number. */
const STREET_WORDS = 3;
/** How far back a list of numbers is followed to the word that says what they are. */
const MOST_LISTED = 24;

/**
 * What a number is by the words before it: "Rechnung Nr. 1203" and the second of "facturas 1203 y 1204" are invoices,
 * "Kunden-Nr. 1203" and "calle Mayor n. 1203" are something else. `at`: the place of the number's first word.
 */
export function labelOf(words: readonly Word[], at: number): NumberLabel {
  let listed = false;
  for (let before = at - 1; before >= 0 && before >= at - MOST_LISTED; before--) {
    const word = words[before]?.chars ?? '';
    if (BETWEEN.test(word)) continue;
    if (INVOICE.test(word)) return 'invoice';
    if (ORDER.test(word)) return 'order';
    if (GROUPED.test(word)) return 'other';
    if (/\d/.test(word)) listed = true;
    else if (listed) return null;
    else return OTHER.test(word) || isOnStreet(words, before) ? 'other' : null;
  }
  return null;
}

/** Whether numbers are run together with the word, as in "FRAF-2026/1001" and "PAGO1001". */
export function isInvoiceWord(word: string): boolean {
  return INVOICE.test(word) || /^PAGO$/.test(word);
}

/** Whether a word begins with a label and goes on in digits, as "TEL600111222" does. */
export function isLabelledWord(word: string): boolean {
  const label = /^([A-Z]{2,})\d+$/.exec(word)?.[1] ?? '';
  return OTHER.test(label) || GROUPED.test(label);
}

/** Whether a currency stands behind a number, with its decimals or without: "1203,00 EUR". */
export function isAmount(words: readonly Word[], at: number): boolean {
  const [next = '', second = ''] = [words[at + 1]?.chars, words[at + 2]?.chars];
  return CURRENCY.test(next) || (/^\d\d$/.test(next) && CURRENCY.test(second));
}

function isOnStreet(words: readonly Word[], last: number): boolean {
  return words.slice(Math.max(0, last - STREET_WORDS), last + 1).some((word) => STREET.test(word.chars));
}
