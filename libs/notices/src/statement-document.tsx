import type { ReactElement } from 'react';
import { Document, type DocumentProps, Page, StyleSheet, Text, View } from '@react-pdf/renderer';
import { brandColours } from './brand.ts';
import type { GroupStatementProps, StatementProps } from './notice-props.ts';
import { PdfFooter, PdfHowToPay, PdfInvoiceTable, pdfDate, pdfLines, PdfSums, pdfStyle } from './pdf-parts.tsx';
import { pdfFont } from './pdf-font.ts';
import { pdfText } from './pdf-text.ts';
import type { GroupStatementCopy, StatementCopy } from './statement-copy.ts';

const style = StyleSheet.create({
  head: {
    flexDirection: 'row',
    justifyContent: 'space-between',
    borderBottomWidth: 2,
    paddingBottom: 8,
    marginBottom: 16,
  },
  right: { alignItems: 'flex-end' },
  creditor: { fontWeight: 'bold', fontSize: 12, lineHeight: 1.4 },
  customer: { marginBottom: 6 },
  reference: { width: '56%', paddingRight: 6 },
  amount: { width: '26%', textAlign: 'right' },
  received: { width: '22%' },
  member: { marginTop: 14, marginBottom: 4 },
  account: { borderTopWidth: 1, borderTopColor: '#57606a', marginTop: 4, paddingTop: 4 },
});

function Payments({ copy }: { copy: StatementCopy }): ReactElement {
  return (
    <>
      <Text style={pdfStyle.heading} minPresenceAhead={40}>
        {pdfText(copy.paymentsTitle)}
      </Text>
      {copy.payments.length === 0 ? null : (
        <View style={pdfStyle.head}>
          <Text style={style.received}>{copy.words.t('column.received')}</Text>
          <Text style={style.reference}>{copy.words.t('column.reference')}</Text>
          <Text style={style.amount}>{copy.words.t('column.paid')}</Text>
        </View>
      )}
      {copy.payments.map((payment, index) => (
        <View key={index} style={{ ...pdfStyle.row, ...pdfStyle.columns }} wrap={false}>
          <Text style={style.received}>{pdfText(payment.received)}</Text>
          <Text style={style.reference}>{pdfText(payment.reference)}</Text>
          <Text style={style.amount}>{pdfText(payment.amount)}</Text>
        </View>
      ))}
      {copy.paymentsNote === null ? null : <Text style={pdfStyle.paragraph}>{pdfText(copy.paymentsNote)}</Text>}
    </>
  );
}

function Charges({ charges }: { charges: NonNullable<StatementCopy['charges']> }): ReactElement {
  return (
    <>
      <Text style={pdfStyle.heading} minPresenceAhead={40}>
        {pdfText(charges.title)}
      </Text>
      {charges.rows.map((charge, index) => (
        <View key={index} style={{ ...pdfStyle.row, ...pdfStyle.columns }} wrap={false}>
          <Text style={style.received}>{pdfText(charge.number)}</Text>
          <Text style={style.reference}>{pdfText(charge.what)}</Text>
          <Text style={style.amount}>{pdfText(charge.amount)}</Text>
        </View>
      ))}
      <Text style={pdfStyle.quiet}>{pdfText(charges.note)}</Text>
    </>
  );
}

function StatementHead({
  head,
  name,
  creditor,
}: {
  head: Pick<StatementCopy, 'title' | 'asOf' | 'known'>;
  name: string;
  creditor: StatementProps['creditor'];
}): ReactElement {
  const { ground, onPaper } = brandColours(creditor.brandColour);
  return (
    <View style={{ ...style.head, borderBottomColor: ground }}>
      <View>
        <Text style={pdfStyle.title}>{pdfText(head.title)}</Text>
        <Text style={{ ...pdfStyle.strong, ...style.customer }}>{pdfText(name)}</Text>
        <Text>{pdfText(head.asOf)}</Text>
        {head.known === null ? null : <Text style={pdfStyle.quiet}>{pdfText(head.known)}</Text>}
      </View>
      <View style={style.right}>
        <Text style={{ ...style.creditor, color: onPaper }}>{pdfText(creditor.name)}</Text>
        {pdfLines([creditor.address, creditor.email, creditor.phone].filter((part) => part !== null).join('\n')).map(
          (text, index) => (
            <Text key={index} style={pdfStyle.quiet}>
              {text}
            </Text>
          ),
        )}
      </View>
    </View>
  );
}

// The open invoices with their charges, and the sums.
function Account({ copy }: { copy: StatementCopy }): ReactElement {
  return (
    <>
      {copy.nothingOpen === null ? null : <Text style={pdfStyle.paragraph}>{pdfText(copy.nothingOpen)}</Text>}
      {copy.sections.map((section) => (
        <PdfInvoiceTable key={section.kind} section={section} words={copy.words} />
      ))}
      {copy.charges === null ? null : <Charges charges={copy.charges} />}
      {copy.sums.length === 0 ? null : (
        <View style={style.account} wrap={false}>
          <PdfSums sums={copy.sums} />
        </View>
      )}
    </>
  );
}

/** The statement of a group: the account of each customer under its name, and the total of all. */
export function groupStatementDocument({
  copy,
  props,
}: {
  copy: GroupStatementCopy;
  props: GroupStatementProps;
}): ReactElement<DocumentProps> {
  const { creditor } = props;
  return (
    <Document
      title={pdfText(`${copy.title}: ${props.name}`)}
      author={pdfText(creditor.name)}
      language={copy.words.language}
      creator="Puntual"
      producer="Puntual"
      creationDate={pdfDate(props.today)}
      modificationDate={pdfDate(props.today)}
    >
      <Page size="A4" experimentalPagination style={{ ...pdfStyle.page, fontFamily: pdfFont(copy, props) }}>
        <PdfFooter left={copy.reference} words={copy.words} />
        <StatementHead head={copy} name={props.name} creditor={creditor} />
        {copy.members.map((member, index) => (
          <View key={index}>
            <Text style={{ ...pdfStyle.strong, ...style.creditor, ...style.member }} minPresenceAhead={60}>
              {pdfText(member.name)}
            </Text>
            <Account copy={member.statement} />
            {member.statement.assigned === null ? null : <Charges charges={member.statement.assigned} />}
            <Payments copy={member.statement} />
          </View>
        ))}
        <View style={style.account} wrap={false}>
          <Text style={pdfStyle.heading}>{pdfText(copy.totalTitle)}</Text>
          <PdfSums sums={copy.sums} />
        </View>
        {copy.payment === null ? null : <PdfHowToPay payment={copy.payment} />}
        <Text style={{ marginTop: 10 }}>{pdfText(copy.questions)}</Text>
      </Page>
    </Document>
  );
}

/** The statement of account: open invoices, late or not, their charges, the sums per currency, and recent payments. */
export function statementDocument({
  copy,
  props,
}: {
  copy: StatementCopy;
  props: StatementProps;
}): ReactElement<DocumentProps> {
  const { creditor, customer } = props;
  return (
    <Document
      title={pdfText(`${copy.title}: ${customer.name}`)}
      author={pdfText(creditor.name)}
      language={copy.words.language}
      creator="Puntual"
      producer="Puntual"
      creationDate={pdfDate(props.today)}
      modificationDate={pdfDate(props.today)}
    >
      <Page size="A4" experimentalPagination style={{ ...pdfStyle.page, fontFamily: pdfFont(copy, props) }}>
        {/* First, because a fixed element appears from the page on which it is placed. */}
        <PdfFooter left={copy.reference} words={copy.words} />
        <StatementHead head={copy} name={customer.name} creditor={creditor} />
        <Account copy={copy} />
        {copy.payment === null ? null : <PdfHowToPay payment={copy.payment} />}
        {copy.assigned === null ? null : <Charges charges={copy.assigned} />}
        <Payments copy={copy} />
        <Text style={{ marginTop: 10 }}>{pdfText(copy.questions)}</Text>
      </Page>
    </Document>
  );
}
