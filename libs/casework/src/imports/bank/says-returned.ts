/** What banks write beside a debit that came back unpaid, in formats that have no code for it. */
const RETURNED = new RegExp(
  '\\b(recibos?|adeudos?|efectos?|remesas?|domiciliaci[oó]n|cheques?) (devuelt[oa]s?|impagad[oa]s?)\\b' +
    '|\\bdevoluci[oó]n (de )?(recibos?|adeudos?|efectos?|remesas?|domiciliaci[oó]n|cheques?)\\b' +
    '|\\b(returned|unpaid) (direct debit|debit|item|cheque|check)\\b' +
    '|\\bdirect debit (returned|unpaid)\\b|r[uü]cklastschrift|ruecklastschrift',
  'i',
);
/** The bank's charge for it is a debit of its own, and no payment that came back. */
const CHARGE = /\b(comisi[oó]n|gastos?|fee|fees|charges?)\b|geb[uü]hr|gebuehr|entgelt/i;

/** Whether the text of a debit says that a collected payment came back. */
export function saysReturned(text: string): boolean {
  return RETURNED.test(text) && !CHARGE.test(text);
}
