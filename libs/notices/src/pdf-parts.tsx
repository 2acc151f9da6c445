import type { ReactElement } from 'react';
import { Font, Link, StyleSheet, Text, View } from '@react-pdf/renderer';
import type { IsoDate } from '@puntual/domain/calendar/dates';
import type { NoticeRow, NoticeSection, SumLine } from './notice-section.ts';
import type { PaymentCopy } from './payment-copy.ts';
import { breakLongWord, pdfText } from './pdf-text.ts';
import type { Words } from './translation.ts';

// The library's own hyphenation is English and inserts hyphens into invoice numbers and links.
Font.registerHyphenationCallback(breakLongWord);

/** Most rows of one table in a PDF: about 60 pages. */
export const MAX_PDF_ROWS = 2000;

const line = '#c8cdd3';

/** In points, for A4. */
export const pdfStyle = StyleSheet.create({
  page: { paddingTop: 42, paddingBottom: 62, paddingHorizontal: 57, fontSize: 10, lineHeight: 1.4, color: '#1b1f24' },
  strong: { fontWeight: 'bold' },
  paragraph: { marginBottom: 8 },
  heading: { fontWeight: 'bold', fontSize: 10.5, lineHeight: 1.4, marginTop: 10, marginBottom: 4 },
  title: { fontWeight: 'bold', fontSize: 13, lineHeight: 1.4, marginBottom: 10 },
  quiet: { color: '#57606a', fontSize: 8.5, lineHeight: 1.4 },
  row: { borderBottomWidth: 0.5, borderBottomColor: line, paddingVertical: 3 },
  head: {
    flexDirection: 'row',
    borderBottomWidth: 1,
    borderBottomColor: '#57606a',
    paddingVertical: 3,
    fontWeight: 'bold',
    fontSize: 8.5,
    lineHeight: 1.4,
  },
  sums: { marginTop: 4, marginBottom: 6 },
  sum: { flexDirection: 'row', justifyContent: 'flex-end', fontWeight: 'bold' },
  sumAmount: { width: 110, textAlign: 'right' },
  columns: { flexDirection: 'row', fontSize: 9, lineHeight: 1.4 },
  number: { width: '20%', paddingRight: 6, fontWeight: 'bold' },
  date: { width: '14%' },
  late: { width: '14%', textAlign: 'right' },
  amount: { width: '19%', textAlign: 'right', paddingLeft: 4 },
  link: { color: '#0a4f8f', textDecoration: 'none' },
  // Measured from the top: measured from the bottom, @react-pdf 4.9 drops the footer on a page with a line height. A4
  // is 842 points high.
  footer: {
    position: 'absolute',
    top: 798,
    left: 57,
    right: 57,
    flexDirection: 'row',
    justifyContent: 'space-between',
    color: '#57606a',
    fontSize: 8,
  },
});

/** The PDF's date is the day of the letter, so that rendering it again gives the same bytes. */
export function pdfDate(today: IsoDate): Date {
  return new Date(`${today}T12:00:00Z`);
}

/** `pdfText` of each line; empty lines are omitted. */
export function pdfLines(text: string | null): string[] {
  return (text ?? '')
    .split('\n')
    .map((part) => pdfText(part.trim()))
    .filter((part) => part !== '');
}

/** Label and amount, flush right. */
export function PdfSums({ sums }: { sums: readonly SumLine[] }): ReactElement {
  return (
    <View style={pdfStyle.sums}>
      {sums.map((sum, index) => (
        <View key={index} style={pdfStyle.sum} wrap={false}>
          <Text>{pdfText(sum.label)}</Text>
          <Text style={pdfStyle.sumAmount}>{pdfText(sum.amount)}</Text>
        </View>
      ))}
    </View>
  );
}

function PdfInvoiceRow({ row, words }: { row: NoticeRow; words: Words }): ReactElement {
  return (
    <View style={pdfStyle.row} wrap={false}>
      <View style={pdfStyle.columns}>
        <Text style={pdfStyle.number}>{pdfText(row.number)}</Text>
        <Text style={pdfStyle.date}>{pdfText(row.issued)}</Text>
        <Text style={pdfStyle.date}>{pdfText(row.due)}</Text>
        <Text style={pdfStyle.late}>{row.daysLate}</Text>
        <Text style={pdfStyle.amount}>{pdfText(row.originalTotal ?? row.amount)}</Text>
        <Text style={pdfStyle.amount}>{pdfText(row.amount)}</Text>
      </View>
      {row.owner === null ? null : <Text style={pdfStyle.quiet}>{pdfText(row.owner)}</Text>}
      {row.order === null ? null : (
        <Text style={pdfStyle.quiet}>{pdfText(words.t('row.order', { order: row.order }))}</Text>
      )}
      {row.offer === null ? null : <Text style={pdfStyle.quiet}>{pdfText(row.offer)}</Text>}
      {row.charges.map((charge, index) => (
        <Text key={index} style={pdfStyle.quiet}>
          {pdfText([`${charge.label}: ${charge.amount}`, ...charge.details].join('. '))}
        </Text>
      ))}
      {row.paymentUrl === null ? null : (
        <Text style={pdfStyle.quiet}>
          {words.t('row.pay')}:{' '}
          <Link src={row.paymentUrl} style={pdfStyle.link}>
            {row.paymentUrl}
          </Link>
        </Text>
      )}
    </View>
  );
}

function PdfTableHead({ section, words }: { section: NoticeSection; words: Words }): ReactElement {
  return (
    <>
      <Text style={pdfStyle.heading}>{pdfText(section.heading)}</Text>
      <View style={pdfStyle.head}>
        <Text style={pdfStyle.number}>{words.t('column.invoice')}</Text>
        <Text style={pdfStyle.date}>{words.t('column.issued')}</Text>
        <Text style={pdfStyle.date}>{words.t('column.due')}</Text>
        <Text style={pdfStyle.late}>{words.t('column.late')}</Text>
        <Text style={pdfStyle.amount}>{words.t('column.total')}</Text>
        <Text style={pdfStyle.amount}>{section.amountLabel}</Text>
      </View>
    </>
  );
}

/**
 * A section with every column of its invoices, over as many pages as needed: neither its head nor its sums stand alone
 * on a page.
 */
export function PdfInvoiceTable({ section, words }: { section: NoticeSection; words: Words }): ReactElement {
  const rows = section.rows.map((row, index) => <PdfInvoiceRow key={index} row={row} words={words} />);
  const head = <PdfTableHead section={section} words={words} />;
  return (
    <>
      {rows.length < 2 ? null : (
        <View wrap={false}>
          {head}
          {rows[0]}
        </View>
      )}
      {rows.slice(1, -1)}
      <View wrap={false}>
        {rows.length < 2 ? head : null}
        {rows.at(-1)}
        {section.more === null ? null : <Text style={pdfStyle.quiet}>{pdfText(section.more)}</Text>}
        <PdfSums sums={section.sums} />
      </View>
    </>
  );
}

/** How to pay, with the link's address written out, because a letter is read on paper. */
export function PdfHowToPay({ payment }: { payment: PaymentCopy }): ReactElement {
  return (
    <View wrap={false}>
      <Text style={pdfStyle.heading}>{pdfText(payment.title)}</Text>
      {payment.link === null ? null : (
        <Text>
          {pdfText(payment.link.label)}:{' '}
          <Link src={payment.link.url} style={pdfStyle.link}>
            {payment.link.url}
          </Link>
        </Text>
      )}
      {payment.transferLabel === null ? null : <Text>{pdfText(payment.transferLabel)}:</Text>}
      {payment.transferLines.map((text, index) => (
        <Text key={index} style={pdfStyle.strong}>
          {pdfText(text)}
        </Text>
      ))}
      {payment.note === null ? null : <Text style={pdfStyle.paragraph}>{pdfText(payment.note)}</Text>}
    </View>
  );
}

/** The footer of every page: document, reference, page number and number of pages. */
export function PdfFooter({ left, words }: { left: string; words: Words }): ReactElement {
  return (
    <View style={pdfStyle.footer} fixed>
      <Text>{pdfText(left)}</Text>
      {/* In the first of the library's two passes the number of pages is not known. */}
      <Text
        render={({ pageNumber, totalPages }: { pageNumber: number; totalPages?: number }) =>
          words.t('statement.page', { page: pageNumber, pages: totalPages ?? pageNumber })
        }
      />
    </View>
  );
}
