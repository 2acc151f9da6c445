import { describe, expect, it } from '@jest/globals';
import { compactText, wordsOf } from './reference-text.ts';
import { isAmount, isInvoiceWord, isLabelledWord, labelOf } from './text-labels.ts';

const words = (text: string) => wordsOf(compactText(text));
/** What the last word of a text is, by the words before it. */
const label = (text: string) => labelOf(words(text), words(text).length - 1);

describe('the words before a number say', () => {
  it.each([
    ['Rechnung Nr. 1203', 'invoice'],
    ['facturas 1203 y 1204', 'invoice'],
    ['factura de 1203', 'invoice'],
    ['PEDIDO 1203', 'order'],
    ['Kunden-Nr. 1203', 'other'],
    ['CLIENTE NUM. 1203', 'other'],
    ['TEL 600 111 222', 'other'],
    ['calle Mayor n. 1203', 'other'],
    ['calle de Santa Ana Real 1203', null],
    ['CLIENTE 100 200', null],
    ['hola 1203', null],
    ['factura hola 1203', null],
    ['1203', null],
  ])('what it is: %s: %s', (text, expected) => {
    expect(label(text)).toBe(expected);
  });
  it('at most of twenty-four words back', () => {
    const list = (count: number) => `facturas ${Array.from({ length: count }, (_, nth) => 1000 + nth).join(' ')}`;
    expect([label(list(24)), label(list(25))]).toEqual(['invoice', null]);
  });
});

it('a word for an invoice may run into its number, a label into its digits', () => {
  expect(['FRA', 'PAGO', 'PAGOS', 'TEL'].map(isInvoiceWord)).toEqual([true, true, false, false]);
  expect(['TEL600111222', 'CLIENTE12', 'FRA1203', 'TEL', '600', 'TEL6A'].map(isLabelledWord)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

it.each([
  ['1203 EUR', true],
  ['1203,00 EUR', true],
  ['1203,5 EUR', false],
  ['1203 GRACIAS', false],
  ['1203,00', false],
  ['1203 100 EUR', false],
])('a currency behind a number makes it an amount: %s: %s', (text, expected) => {
  expect(isAmount(words(text), 0)).toBe(expected);
});
