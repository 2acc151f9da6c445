import { expect, test } from '@jest/globals';
import { fromHeader } from './sender-address.ts';

test.each([
  ['Núñez, Ramírez y Cía. <cobros@n.example>', null, '"Núñez, Ramírez y Cía." <cobros@n.example>'],
  ['"Núñez, Ramírez" <cobros@n.example>', null, '"Núñez, Ramírez" <cobros@n.example>'],
  ['cobros@n.example', 'Aceros "del" Norte, S.A.', '"Aceros \\"del\\" Norte, S.A." <cobros@n.example>'],
  ['Puntual <cobros@n.example>', 'O’Brien & Söhne', 'O’Brien & Söhne <cobros@n.example>'],
  ['Puntual <cobros@n.example>', '株式会社山田', '株式会社山田 <cobros@n.example>'],
  ['Puntual <cobros@n.example>', 'Evil\u202ecod\r\nBcc: x@x.example', '"Evil cod Bcc: x@x.example" <cobros@n.example>'],
  ['cobros@n.example', null, 'cobros@n.example'],
])('%s for the creditor %s is %s', (mailFrom, name, header) => {
  expect(fromHeader(mailFrom, name === null ? null : { name })).toBe(header);
});
