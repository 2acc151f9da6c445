import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EVIDENCE_TYPES, type EvidenceKind } from './evidence-kind.ts';
import { evidenceName } from './evidence-name.ts';

it.each<[string, EvidenceKind, string]>([
  ['delivery note.pdf', 'pdf', 'delivery note.pdf'],
  ['Albarán Nº 3.PDF', 'pdf', 'Albarán Nº 3.PDF'],
  ['photo.jpeg', 'jpeg', 'photo.jpeg'],
  ['prices.csv', 'text', 'prices.csv'],
  ['page.html', 'text', 'page.html.txt'],
  ['drawing.svg', 'text', 'drawing.svg.txt'],
  ['invoice.pdf', 'png', 'invoice.pdf.png'],
  ['../../etc/passwd', 'text', 'passwd.txt'],
  ['C:\\temp\\x.exe', 'pdf', 'x.exe.pdf'],
  ['a\r\nX-Header: y.txt', 'text', 'a X-Header_ y.txt'],
  ['invoice\u202egpj.exe', 'jpeg', 'invoicegpj.exe.jpg'],
  ['it\'s "so".txt', 'text', "it's _so_.txt"],
  ['.htaccess', 'text', 'htaccess.txt'],
  ['..', 'text', 'file.txt'],
  [' \u200b ', 'png', 'file.png'],
  [`${'é'.repeat(250)}.pdf`, 'pdf', `${'é'.repeat(196)}.pdf`],
])('%j of kind %s is %j', (given, kind, name) => {
  expect(evidenceName(given, kind)).toBe(name);
});

it('whatever it is called, a name is one line of at most 200 characters, ends as its kind, and stays as it is', () => {
  const kinds = Object.keys(EVIDENCE_TYPES) as EvidenceKind[];
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...kinds), (given, kind) => {
      const name = evidenceName(given, kind);
      expect(name).toMatch(
        /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\<>:"|?*]{1,200}\.(pdf|png|jpe?g|txt|csv|md|log|eml)$/iu,
      );
      expect(name.length).toBeLessThanOrEqual(200);
      expect(evidenceName(name, kind)).toBe(name);
    }),
  );
});
