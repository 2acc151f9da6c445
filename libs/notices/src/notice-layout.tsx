import type { ReactElement, ReactNode } from 'react';
import { Body, Button, Container, Head, Heading, Html, Link, Preview, Section, Text } from 'react-email';
import { brandColours } from './brand.ts';
import { InvoiceTable } from './invoice-table.tsx';
import { mailStyle as style } from './mail-style.ts';
import type { NoticeCopy } from './notice-copy.ts';

/** Props of every template component: the texts of the notice. */
export interface NoticeMailProps {
  copy?: NoticeCopy;
}

/**
 * The frame of every mail: the creditor's band, title, greeting and first paragraph, then the template's content, then
 * the contact details.
 */
export function NoticeLayout({ copy, children }: { copy: NoticeCopy; children: ReactNode }): ReactElement {
  const { ground, on } = brandColours(copy.creditor.brandColour);
  return (
    <Html lang={copy.words.language} dir="ltr">
      <Head>
        <title>{copy.subject}</title>
        <meta name="color-scheme" content="light" />
      </Head>
      <Preview useTitleTag={false}>{copy.intro}</Preview>
      <Body lang={copy.words.language} style={style.body}>
        <Container style={style.card}>
          <Section style={{ ...style.brand, backgroundColor: ground }}>
            <Text style={{ ...style.brandName, color: on }}>{copy.creditor.name}</Text>
          </Section>
          <Section style={style.content}>
            <Heading as="h1" style={style.title}>
              {copy.title}
            </Heading>
            <Text style={style.text}>{copy.greeting}</Text>
            <Text style={style.text}>{copy.intro}</Text>
            {children}
          </Section>
          <Section style={style.footer}>
            <ContactBlock copy={copy} />
          </Section>
        </Container>
      </Body>
    </Html>
  );
}

function ContactBlock({ copy }: { copy: NoticeCopy }): ReactElement {
  const address = copy.creditor.address?.split('\n').join(', ') ?? '';
  return (
    <>
      {copy.portal === null ? null : (
        <Text style={{ ...style.text, margin: '0 0 12px' }}>
          <Link href={copy.portal.url} style={style.link}>
            {copy.portal.label}
          </Link>
        </Text>
      )}
      <Text style={{ ...style.text, margin: '0 0 4px' }}>{copy.questions}</Text>
      {copy.contact.map((way) => (
        <Text key={way.href} style={{ ...style.text, margin: 0 }}>
          {way.label}:{' '}
          <Link href={way.href} style={style.link}>
            {way.value}
          </Link>
        </Text>
      ))}
      <Text style={{ ...style.small, margin: '12px 0 0' }}>
        {copy.creditor.name}
        {address === '' ? '' : `, ${address}`}
      </Text>
      <Text style={{ ...style.small, margin: 0 }}>{copy.reference}</Text>
    </>
  );
}

/** Every table of the notice, in order. */
export function InvoiceTables({ copy }: { copy: NoticeCopy }): ReactElement {
  return (
    <>
      {copy.sections.map((section) => (
        <InvoiceTable key={section.kind} section={section} words={copy.words} />
      ))}
    </>
  );
}

/** The last day to pay, set apart so that it is not overlooked. */
export function Deadline({ copy }: { copy: NoticeCopy }): ReactElement | null {
  return copy.deadline === null ? null : <Text style={style.deadline}>{copy.deadline}</Text>;
}

/** Payment button and transfer details. */
export function HowToPay({ copy }: { copy: NoticeCopy }): ReactElement | null {
  const { payment } = copy;
  if (payment === null) return null;
  const { ground, on } = brandColours(copy.creditor.brandColour);
  return (
    <>
      <Heading as="h2" style={style.heading}>
        {payment.title}
      </Heading>
      {payment.link === null ? null : (
        <Section style={{ margin: '0 0 16px' }}>
          <Button href={payment.link.url} style={{ ...style.button, backgroundColor: ground, color: on }}>
            {payment.link.label}
          </Button>
        </Section>
      )}
      {payment.transferLabel === null ? null : (
        <Text style={style.panel}>
          <strong>{payment.transferLabel}</strong>
          {payment.transferLines.map((line, index) => (
            <span key={index}>
              <br />
              {line}
            </span>
          ))}
        </Text>
      )}
      {payment.note === null ? null : <Text style={style.text}>{payment.note}</Text>}
    </>
  );
}

/** The next step, and what to do when the payment is already on its way. */
export function WhatNext({ copy }: { copy: NoticeCopy }): ReactElement {
  return (
    <>
      {copy.nextTitle === null ? null : (
        <Heading as="h2" style={style.heading}>
          {copy.nextTitle}
        </Heading>
      )}
      <Text style={style.text}>{copy.next}</Text>
      {copy.already === null ? null : <Text style={style.text}>{copy.already}</Text>}
    </>
  );
}
