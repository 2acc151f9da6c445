import { camtEntry, camtFile } from '../builders/camt-file.ts';
import { fileLines } from '@puntual/casework/imports/file-lines';
import { importOptionsSchema, type ImportKind } from '@puntual/casework/imports/import-options';
import { mapInvoice } from '@puntual/casework/imports/files/map-invoice';
import type { ImportDefaults } from '@puntual/casework/imports/files/mapped-line';

// Runs as a process of a test: reads a generated file of many lines and prints its counts as JSON. The test limits the
// heap of this process.
const [kind = 'invoices', count = '1', shape = 'lines'] = process.argv.slice(2);
/** All transactions in one entry. */
const isOneEntry = shape === 'one-entry';

async function* made(): AsyncGenerator<Uint8Array> {
  const [head = '', foot = ''] =
    kind === 'bank'
      ? camtFile([], { version: 8 }).split('</Stmt>')
      : ['number;customerId;issueDate;dueDate;currency;total;open\n', ''];
  yield Buffer.from(head);
  if (isOneEntry)
    yield Buffer.from(
      `<Ntry><Amt Ccy="EUR">${count}.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>` +
        '<BookgDt><Dt>2026-11-19</Dt></BookgDt><NtryDtls>',
    );
  for (let from = 0; from < Number(count); from += 500) {
    const lines = Array.from({ length: Math.min(500, Number(count) - from) }, (_, index) => lineOf(from + index));
    yield await Promise.resolve(Buffer.from(lines.join('')));
  }
  if (isOneEntry) yield Buffer.from('</NtryDtls></Ntry>');
  if (kind === 'bank') yield Buffer.from(`</Stmt>${foot}`);
}

function lineOf(number: number): string {
  if (isOneEntry) return '<TxDtls><Amt Ccy="EUR">1.00</Amt><RmtInf><Ustrd>x y</Ustrd></RmtInf></TxDtls>';
  if (kind !== 'bank') return `F-2026/${number};C-${number % 1000};01/10/2026;31/12/2026;EUR;1.210,00;1.000,50\n`;
  return camtEntry(
    {
      amount: '121.00',
      ref: `B-${number}`,
      transactions: [
        {
          amount: '121.00',
          text: `Pago de la factura F-2026/${number}, con un texto tan largo como los que escriben los bancos`,
          payer: `Cliente ${number}`,
          endToEnd: `E-${number}`,
        },
      ],
    },
    8,
  );
}

const defaults: ImportDefaults = {
  slug: 'demo',
  country: 'ES',
  language: 'es',
  timeZone: 'Europe/Madrid',
  currency: 'EUR',
  givenAt: new Date(0),
  base: '',
};
const options = importOptionsSchema.parse({ dates: 'dmy' });
let lines = 0;
let events = 0;
for await (const line of fileLines(made(), kind as ImportKind, options)) {
  lines++;
  if (line.kind === 'row') events += mapInvoice(line.row, line.plan.ofField, options, defaults).events.length;
}
console.log(JSON.stringify({ lines, events }));
