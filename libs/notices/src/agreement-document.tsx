import type { ReactElement } from 'react';
import { Document, type DocumentProps, Page, StyleSheet, Text, View } from '@react-pdf/renderer';
import type { AgreementProps } from './agreement-props.ts';
import { brandColours } from './brand.ts';
import { PdfFooter, pdfDate, pdfLines, pdfStyle } from './pdf-parts.tsx';
import { pdfFont } from './pdf-font.ts';
import { pdfText } from './pdf-text.ts';
import { wordsOf, type Words } from './translation.ts';

const style = StyleSheet.create({
  head: { borderBottomWidth: 2, paddingBottom: 8, marginBottom: 16 },
  place: { width: '20%' },
  on: { width: '50%' },
  amount: { width: '30%', textAlign: 'right' },
});

/** The written agreement about a payment plan: its invoices, its instalments, and what follows when one is missed. */
export function agreementDocument(props: AgreementProps): ReactElement<DocumentProps> {
  const words = wordsOf(props.language);
  const { creditor, customer, planId, currency, totalMinor, madeOn } = props;
  const { ground, onPaper } = brandColours(creditor.brandColour);
  const parties = words.t('agreement.parties', {
    creditor: creditor.name,
    customer: customer.name,
    total: words.money(totalMinor, currency),
  });
  return (
    <Document
      title={pdfText(`${words.t('agreement.title')}: ${customer.name}`)}
      author={pdfText(creditor.name)}
      language={words.language}
      creator="Puntual"
      producer="Puntual"
      creationDate={pdfDate(madeOn)}
      modificationDate={pdfDate(madeOn)}
    >
      <Page size="A4" style={{ ...pdfStyle.page, fontFamily: pdfFont(parties, props) }}>
        <PdfFooter left={words.t('agreement.reference', { customerId: customer.customerId, planId })} words={words} />
        <View style={{ ...style.head, borderBottomColor: ground }}>
          <Text style={{ ...pdfStyle.strong, color: onPaper }}>{pdfText(creditor.name)}</Text>
          {pdfLines([creditor.address, creditor.email].filter((part) => part !== null).join('\n')).map(
            (line, index) => (
              <Text key={index} style={pdfStyle.quiet}>
                {line}
              </Text>
            ),
          )}
        </View>
        <Text style={pdfStyle.title}>{words.t('agreement.title')}</Text>
        <Text style={pdfStyle.paragraph}>{pdfText(parties)}</Text>
        <Text style={pdfStyle.heading}>{words.t('agreement.invoices')}</Text>
        <Text style={pdfStyle.paragraph}>{pdfText(props.invoices.join(', '))}</Text>
        <Instalments props={props} words={words} />
        <Terms props={props} words={words} />
      </Page>
    </Document>
  );
}

function Instalments({ props, words }: { props: AgreementProps; words: Words }): ReactElement {
  return (
    <>
      <Text style={pdfStyle.heading}>{words.t('agreement.instalments')}</Text>
      <View style={pdfStyle.head}>
        <Text style={style.place}>{words.t('agreement.number')}</Text>
        <Text style={style.on}>{words.t('agreement.on')}</Text>
        <Text style={style.amount}>{words.t('agreement.amount')}</Text>
      </View>
      {props.instalments.map(({ on, minor }, index) => (
        <View key={index} style={{ ...pdfStyle.row, ...pdfStyle.columns }} wrap={false}>
          <Text style={style.place}>{String(index + 1)}</Text>
          <Text style={style.on}>{pdfText(words.date(on))}</Text>
          <Text style={style.amount}>{pdfText(words.money(minor, props.currency))}</Text>
        </View>
      ))}
      <View style={{ ...pdfStyle.sums, ...pdfStyle.sum }} wrap={false}>
        <Text>{words.t('agreement.total')}</Text>
        <Text style={pdfStyle.sumAmount}>{pdfText(words.money(props.totalMinor, props.currency))}</Text>
      </View>
    </>
  );
}

function Terms({ props, words }: { props: AgreementProps; words: Words }): ReactElement {
  const creditor = props.creditor.name;
  const sentences = [
    words.t(props.charges === 'included' ? 'agreement.chargesIncluded' : 'agreement.chargesWaived'),
    words.t('agreement.silence', { creditor }),
    words.t('agreement.missed', { days: props.graceDays }),
    words.t('agreement.early'),
  ];
  return (
    <View wrap={false}>
      {sentences.map((sentence, index) => (
        <Text key={index} style={pdfStyle.paragraph}>
          {pdfText(sentence)}
        </Text>
      ))}
      {pdfLines(props.creditor.paymentInstructions).map((line, index) => (
        <Text key={index}>{line}</Text>
      ))}
      <Text style={{ ...pdfStyle.quiet, marginTop: 10 }}>
        {pdfText(words.t('agreement.madeOn', { date: words.date(props.madeOn) }))}
      </Text>
    </View>
  );
}
