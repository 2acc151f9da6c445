import type { NoticeCopy } from './notice-copy.ts';
import type { NoticeRow, NoticeSection, SumLine } from './notice-section.ts';
import { oneLine } from './one-line.ts';
import type { Words } from './translation.ts';

/** Columns of a plain text mail: RFC 5322 recommends at most 78, and a quoted reply needs some room. */
const lineLength = 72;

/** Breaks at spaces only: an address longer than the line stays whole and clickable. */
function wrap(text: string): string {
  const lines: string[] = [];
  let current = '';
  for (const word of oneLine(text).split(' ')) {
    if (current !== '' && current.length + 1 + word.length > lineLength) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current].join('\n');
}

/** "Label   value" lines with aligned values. */
function aligned(pairs: readonly (readonly [string, string])[], indent: string): string {
  const width = Math.max(...pairs.map(([label]) => label.length));
  return pairs.map(([label, value]) => `${indent}${label.padEnd(width)}   ${oneLine(value)}`).join('\n');
}

function rowText(row: NoticeRow, amountLabel: string, words: Words): string {
  const pairs: [string, string][] = [
    [words.t('column.issued'), row.issued],
    [words.t('column.due'), row.state === null ? row.due : `${row.due} (${row.state})`],
    [
      amountLabel,
      row.originalTotal === null ? row.amount : `${row.amount} ${words.t('row.ofTotal', { total: row.originalTotal })}`,
    ],
  ];
  if (row.order !== null) pairs.push([words.t('column.order'), row.order]);
  if (row.paymentUrl !== null) pairs.push([words.t('row.pay'), row.paymentUrl]);
  if (row.documentUrl !== null) pairs.push([words.t('row.view'), row.documentUrl]);
  const charges = row.charges.map((charge) =>
    [
      `  ${charge.label}: ${oneLine(charge.amount)}`,
      ...charge.details.map((detail) => wrap(detail).replace(/^/gm, '    ')),
    ].join('\n'),
  );
  const offer = row.offer === null ? [] : [wrap(row.offer).replace(/^/gm, '  ')];
  const owner = row.owner === null ? [] : [`  ${oneLine(row.owner)}`];
  return [[oneLine(row.number), ...owner, aligned(pairs, '  ')].join('\n'), ...offer, ...charges].join('\n');
}

function sumsText(sums: readonly SumLine[]): string {
  const amounts = sums.map((sum) => oneLine(sum.amount));
  const width = Math.max(...amounts.map((amount) => amount.length));
  const labelWidth = Math.max(...sums.map((sum) => sum.label.length));
  return sums
    .map((sum, index) => `${sum.label.padEnd(labelWidth)}   ${(amounts[index] ?? '').padStart(width)}`)
    .join('\n');
}

function sectionText(section: NoticeSection, words: Words): string {
  const heading = section.heading.toLocaleUpperCase(words.language);
  const rows = section.rows.map((row) => rowText(row, section.amountLabel, words));
  return [heading, ...rows, ...(section.more === null ? [] : [section.more]), sumsText(section.sums)].join('\n\n');
}

function factsText({ facts }: NoticeCopy): string[] {
  return facts.length === 0
    ? []
    : [
        aligned(
          facts.map(({ label, value }) => [label, value] as const),
          '  ',
        ),
      ];
}

function tableText({ table, words }: NoticeCopy): string[] {
  if (table === null) return [];
  const rows = table.rows.map(([first = '', ...others]) =>
    others.length === 1
      ? `  ${first}   ${oneLine(others[0] ?? '')}`
      : `  ${first}\n${aligned(
          others.map((value, index) => [table.head[index + 1] ?? '', value] as const),
          '    ',
        )}`,
  );
  const sums = table.sums.length === 0 ? [] : [sumsText(table.sums)];
  return [[table.title.toLocaleUpperCase(words.language), rows.join('\n'), ...sums].join('\n\n')];
}

function paymentText(copy: NoticeCopy): string[] {
  const { payment } = copy;
  if (payment === null) return [];
  const ways = [
    ...(payment.link === null ? [] : [`${payment.link.label}: ${payment.link.url}`]),
    ...(payment.transferLabel === null
      ? []
      : [`${payment.transferLabel}:\n${payment.transferLines.map((line) => `  ${oneLine(line)}`).join('\n')}`]),
    ...(payment.note === null ? [] : [wrap(payment.note)]),
  ];
  return [`${payment.title.toLocaleUpperCase(copy.words.language)}\n\n${ways.join('\n\n')}`];
}

function nextText(copy: NoticeCopy): string[] {
  return [
    ...(copy.nextTitle === null ? [] : [copy.nextTitle.toLocaleUpperCase(copy.words.language)]),
    wrap(copy.next),
    ...(copy.already === null ? [] : [wrap(copy.already)]),
  ];
}

/** The notice as plain text: short lines, one block per invoice, no HTML needed. Ends in a newline. */
export function plainText(copy: NoticeCopy): string {
  const contact = copy.contact.map((way) => [way.label, way.value] as const);
  return (
    [
      wrap(copy.greeting),
      wrap(copy.intro),
      ...(copy.deadline === null ? [] : [wrap(copy.deadline)]),
      ...factsText(copy),
      ...tableText(copy),
      ...(copy.nextFirst ? nextText(copy) : []),
      ...copy.sections.map((section) => sectionText(section, copy.words)),
      ...paymentText(copy),
      ...(copy.nextFirst ? [] : nextText(copy)),
      ...(copy.portal === null ? [] : [`${copy.portal.label}:\n${copy.portal.url}`]),
      [wrap(copy.questions), ...(contact.length === 0 ? [] : [aligned(contact, '')])].join('\n'),
      [
        copy.closing,
        oneLine(copy.creditor.name),
        ...(copy.creditor.footer ?? []).map(oneLine),
        ...(copy.creditor.legalLine ? [wrap(copy.creditor.legalLine)] : []),
      ].join('\n'),
      copy.reference,
    ].join('\n\n') + '\n'
  );
}
