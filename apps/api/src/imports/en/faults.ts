import type { FaultWords } from '../fault-tables.ts';

/** How to correct a file, in English. */
export const faults: FaultWords = {
  faults: {
    'missing-column': 'No column gives {fields}. Columns of the file: {columns}. Name them with "columns".',
    'column-twice':
      'Two columns give {field}: {first} and {second}. Say which with columns={"#n":"{field}"}, or ' +
      'switch one off with columns={"#n":"ignore"}.',
    'other-currency': '"{value}" names another currency than the line: correct the column of the currency.',
    'shortened-number':
      '"{value}" looks like a number that a spreadsheet has shortened: export the file again, with the ' +
      'column as text.',
    'zeros-stripped':
      '"{value}" looks like "{known}" without its zeros, which a spreadsheet strips: export the file ' +
      'again, with the column as text.',
    'unknown-customer': 'No customer is called "{value}": import the customers first, or correct the name.',
    'ambiguous-customer': '"{value}" is several customers: give their ids in a column.',
    'unknown-document-type':
      '"{value}" is no type of document that is known. Write invoice or credit note, or switch the ' +
      'column off with columns={"…":"ignore"}.',
    'unknown-status':
      '"{value}" is no status that is known. Write open, paid, draft or void, or switch the column off ' +
      'with columns={"…":"ignore"}.',
    'paid-but-open': 'The status is "{value}", but the line has an open amount.',
    'unknown-terms': '"{value}" does not say how many days the payment terms have: write 30, or give a due date.',
    'unknown-encoding': 'The encoding {encoding} is not one that is read: write the file in UTF-8.',
    'wrong-encoding':
      'The file is not text in {encoding}. A CSV file: say its encoding (utf-8, ' +
      'latin-1, utf-16le, utf-16be). A bank file: its ' +
      'first line names the encoding (UTF-8 if it names none), and the text is in another: export it again in UTF-8.',
    'quote-not-closed': 'A quote that opens here or before is never closed: the rest cannot be read.',
    'line-too-long': 'A line is longer than {most} characters: is a quote not closed, or is it another separator?',
    'no-lines': 'The file has no line below its header.',
    'missing-value': 'The cell is empty, and the line needs it.',
    'not-a-date': '"{value}" is no day: write 2026-12-31, or 31/12/2026 with dates=dmy.',
    'ambiguous-date': '"{value}" can be read in two ways: say dates=dmy (day first) or dates=mdy.',
    'not-an-amount': '"{value}" is no amount: write 1210.00 or 1.210,00.',
    'ambiguous-amount': '"{value}" can be read in two ways: say decimal=comma or decimal=point.',
    'too-many-decimals': '"{value}" has more decimals than its currency.',
    'amount-out-of-range': '"{value}" is larger than an amount may be.',
    'amount-is-zero': 'The amount must not be zero.',
    'currency-not-decimal':
      'The smaller unit of the currency of "{value}" is a fifth: Puntual keeps amounts in decimals, and takes ' +
      'none in this currency.',
    'unknown-currency': 'The currency of "{value}" is no ISO 4217 code such as EUR.',
    'open-above-total': 'What is open ({value}) is not between zero and the total.',
    'two-amounts': 'The line has an amount on both sides of the account.',
    'invalid-value': 'The value does not fit: {hint}.',
    'repeated-line': 'Invoice {invoiceId} stands twice in the file with different data.',
    'known-with-other-data':
      'Invoice {invoiceId} is known with another customer, due date, currency or total: amend it instead ' +
      '(puntual.invoice.amended.v1).',
    'xml-doctype': 'The file has a document type declaration (DTD), which is refused for safety: export it without.',
    'xml-broken': 'The XML is broken here: {reason}.',
    'xml-too-large': 'One entry is deeper or larger than any bank writes.',
    'not-a-statement':
      'This is no bank statement. Read are ISO 20022 (camt.052, 053, 054), Norma 43, ' +
      'MT940, OFX, and tables (XLSX, CSV) ' +
      'whose header names the day and the amount; also in a ZIP archive.',
    'batch-sum':
      'The {count} transactions of the entry of {amount} do not add up to it: ask the bank, or enter them by hand.',
    'batch-without-details':
      'The entry of {amount} is {count} payments that the bank does not list: ask it for their detail (camt.054).',
    'batch-too-large': 'One entry has more than {most} transactions: ask the bank for smaller ones.',
    'statement-sum':
      'The movements of the statement do not add up to its own totals: the file is damaged. Ask the ' +
      'bank for it again.',
    'statement-cut-off': 'The statement ends without its final record: the file is cut off. Ask the bank for it again.',
    'not-norma-43': '"{value}" is no record of Norma 43 (Cuaderno 43).',
    'not-mt940': 'The line "{value}" cannot be read as MT940.',
    'not-ofx': 'The file cannot be read as OFX: {reason}.',
    'old-spreadsheet':
      'This is a spreadsheet that cannot be read: its format is old or another (XLS, XLSB, ODS, a web page), or it ' +
      'has a password. Save it as XLSX or CSV and import that.',
    'sheet-too-large': 'The spreadsheet is larger than what is read ({most}): save it as CSV.',
    'other-account':
      'The statement is of the account {account}, which is none of the organization’s bank accounts: ' +
      'add the account in the settings if it is yours.',
    'account-not-named': 'The file does not say of which account it is: name it with the parameter "account".',
    'bad-archive':
      'The archive cannot be unpacked: it is damaged, has a password, holds another archive, or is larger ' +
      'than {most} ' +
      'MB. Import its files one by one.',
    'other-file': 'The file "{name}" of the archive is no bank statement, and nothing of it was imported.',
    'attempts-used-up':
      'The import was given up after {count} attempts, in each of which the process ended at this place of the file.',
    'reversal-unknown':
      'The payment that came back ({amount}, end-to-end id "{endToEndId}") is not ' +
      'known: a task was opened. Report it as ' +
      'puntual.payment.reversed.v1.',
    refused: 'Refused: {reason}',
    unexpected: 'Puntual failed here; the cause is in its log. What it had taken before stands.',
  },
  hints: {
    email: 'an e-mail address',
    phone: 'a telephone number with its country, such as +34600111222',
    country: 'an ISO 3166 country such as ES',
    region: 'an ISO 3166-2 region of the country, such as ES-MD',
    language: 'a language such as es or en-GB',
    timeZone: 'a time zone such as Europe/Madrid',
    currency: 'an ISO 4217 currency such as EUR',
    kind: 'business, consumer or public-body',
    risk: 'low, medium or high',
    directDebit: 'yes or no',
    dueDate: 'a day not before the issue date',
    stage: 'a stage such as follow-up',
    customerId: 'an id of up to 100 characters without spaces or slashes',
    invoiceId: 'an id of up to 100 characters without spaces or slashes',
    documentUrl: 'an address that begins with https://',
    paymentUrl: 'an address that begins with https://',
    instalment: 'the number of the instalment from 1 to 999, such as 2 or 2/3',
  },
  otherHint: 'see what the field takes ({reason})',
};
