import type { ReactElement } from 'react';
import { Document, type DocumentProps, Page, StyleSheet, Text, View } from '@react-pdf/renderer';
import { brandColours } from './brand.ts';
import type { NoticeCopy } from './notice-copy.ts';
import type { NoticeProps } from './notice-props.ts';
import { PdfFooter, PdfHowToPay, PdfInvoiceTable, PdfSums, pdfDate, pdfLines, pdfStyle } from './pdf-parts.tsx';
import { pdfFont } from './pdf-font.ts';
import { pdfText } from './pdf-text.ts';

const millimetre = 72 / 25.4;
const style = StyleSheet.create({
  // DIN 5008 form B: the envelope's window shows 85 x 45 mm, 45 mm from the top and 20 mm from the left.
  head: { height: 45 * millimetre - 42, alignItems: 'flex-end' },
  headName: { fontWeight: 'bold', fontSize: 13, lineHeight: 1.4 },
  window: { height: 45 * millimetre, width: 85 * millimetre, paddingTop: 8 },
  date: { textAlign: 'right', marginBottom: 14 },
  deadline: { fontWeight: 'bold', borderLeftWidth: 3, paddingLeft: 8, paddingVertical: 2, marginBottom: 8 },
});

function Letterhead({ creditor }: Pick<NoticeCopy, 'creditor'>): ReactElement {
  const { onPaper } = brandColours(creditor.brandColour);
  return (
    <View style={style.head}>
      <Text style={{ ...style.headName, color: onPaper }}>{pdfText(creditor.name)}</Text>
      {pdfLines(creditor.address).map((text, index) => (
        <Text key={index} style={pdfStyle.quiet}>
          {text}
        </Text>
      ))}
    </View>
  );
}

/** Whom to ask, and the creditor's name in place of a signature. */
function Closing({ copy }: { copy: NoticeCopy }): ReactElement {
  return (
    <View wrap={false}>
      <Text>{pdfText(copy.questions)}</Text>
      {copy.contact.map((way) => (
        <Text key={way.href}>{pdfText(`${way.label}: ${way.value}`)}</Text>
      ))}
      <Text style={{ marginTop: 14 }}>{pdfText(copy.closing)}</Text>
      <Text style={pdfStyle.strong}>{pdfText(copy.creditor.name)}</Text>
    </View>
  );
}

function WhatNext({ copy }: { copy: NoticeCopy }): ReactElement {
  return (
    <View wrap={false}>
      {copy.nextTitle === null ? null : <Text style={pdfStyle.heading}>{pdfText(copy.nextTitle)}</Text>}
      <Text style={pdfStyle.paragraph}>{pdfText(copy.next)}</Text>
      {copy.already === null ? null : <Text style={pdfStyle.paragraph}>{pdfText(copy.already)}</Text>}
    </View>
  );
}

// What a reader looks for first, and the small table of a service message.
function LetterFacts({ copy: { facts, table } }: { copy: NoticeCopy }): ReactElement {
  return (
    <View>
      {facts.map((fact, index) => (
        <Text key={index} style={pdfStyle.strong}>
          {pdfText(`${fact.label}: ${fact.value}`)}
        </Text>
      ))}
      {table === null ? null : <Text style={pdfStyle.heading}>{pdfText(table.title)}</Text>}
      {table?.rows.map((row, index) => (
        <Text key={index}>{pdfText(row.join('   '))}</Text>
      ))}
      {table === null ? null : <PdfSums sums={table.sums} />}
    </View>
  );
}

/** The notice as a letter for a window envelope: the text of the mail, laid out for paper. */
export function letterDocument({
  copy,
  props,
  address,
}: {
  copy: NoticeCopy;
  props: NoticeProps;
  address: readonly string[];
}): ReactElement<DocumentProps> {
  const { ground } = brandColours(copy.creditor.brandColour);
  const { words, creditor } = copy;
  return (
    <Document
      title={pdfText(copy.subject)}
      author={pdfText(creditor.name)}
      language={words.language}
      creator="Puntual"
      producer="Puntual"
      creationDate={pdfDate(props.today)}
      modificationDate={pdfDate(props.today)}
    >
      <Page size="A4" experimentalPagination style={{ ...pdfStyle.page, fontFamily: pdfFont(copy, props, address) }}>
        {/* First, because a fixed element appears from the page on which it is placed. */}
        <PdfFooter left={copy.reference} words={words} />
        <Letterhead creditor={creditor} />
        <View style={style.window}>
          {address.map((text, index) => (
            <Text key={index}>{pdfText(text)}</Text>
          ))}
        </View>
        <Text style={style.date}>{pdfText(words.date(props.today))}</Text>
        <Text style={pdfStyle.title}>{pdfText(copy.title)}</Text>
        <Text style={pdfStyle.paragraph}>{pdfText(copy.greeting)}</Text>
        <Text style={pdfStyle.paragraph}>{pdfText(copy.intro)}</Text>
        {copy.deadline === null ? null : (
          <Text style={{ ...style.deadline, borderLeftColor: ground }}>{pdfText(copy.deadline)}</Text>
        )}
        <LetterFacts copy={copy} />
        {copy.nextFirst ? <WhatNext copy={copy} /> : null}
        {copy.sections.map((section) => (
          <PdfInvoiceTable key={section.kind} section={section} words={words} />
        ))}
        {copy.payment === null ? null : <PdfHowToPay payment={copy.payment} />}
        {copy.nextFirst ? null : <WhatNext copy={copy} />}
        <Closing copy={copy} />
      </Page>
    </Document>
  );
}
