import type { ReactElement, ReactNode } from 'react';
import { Body, Button, Container, Head, Heading, Html, Img, Link, Preview, Section, Text } from 'react-email';
import { brandColours } from './brand.ts';
import { InvoiceTable } from './invoice-table.tsx';
import { darkStyle, mailStyle as style } from './mail-style.ts';
import type { NoticeCopy } from './notice-copy.ts';
import { safeUrl } from './safe-url.ts';

/** Props of every template component: the texts of the notice. */
export interface NoticeMailProps {
  copy?: NoticeCopy;
}

/**
 * The frame of every mail: the creditor's band, title, greeting and first paragraph, then the template's content, then
 * the contact details.
 */
export function NoticeLayout({ copy, children }: { copy: NoticeCopy; children: ReactNode }): ReactElement {
  const { ground } = brandColours(copy.creditor.brandColour);
  return (
    <Html lang={copy.words.language} dir="ltr">
      <Head>
        <title>{copy.subject}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <style>{darkStyle}</style>
      </Head>
      <Preview useTitleTag={false}>{copy.intro}</Preview>
      <Body lang={copy.words.language} className="page" style={style.body}>
        <Container className="card" style={style.card}>
          <Section style={{ ...style.brand, backgroundColor: ground }}>
            <BrandName copy={copy} />
          </Section>
          <Section style={style.content}>
            <Heading as="h1" className="ink" style={style.title}>
              {copy.title}
            </Heading>
            <Text className="ink" style={style.text}>
              {copy.greeting}
            </Text>
            <Text className="ink" style={style.text}>
              {copy.intro}
            </Text>
            {children}
          </Section>
          <Section className="line" style={style.footer}>
            <ContactBlock copy={copy} />
          </Section>
        </Container>
      </Body>
    </Html>
  );
}

// Where images are not shown, the alternative text is.
function BrandName({ copy: { creditor } }: { copy: NoticeCopy }): ReactElement {
  const { on } = brandColours(creditor.brandColour, creditor.textColour);
  const logo = safeUrl(creditor.logoUrl ?? null);
  return logo === null ? (
    <Text style={{ ...style.brandName, color: on }}>{creditor.name}</Text>
  ) : (
    <Img src={logo} alt={creditor.name} height="40" style={{ ...style.brandName, color: on }} />
  );
}

function ContactBlock({ copy }: { copy: NoticeCopy }): ReactElement {
  const address = copy.creditor.address?.split('\n').join(', ') ?? '';
  return (
    <>
      {copy.portal === null ? null : (
        <Text className="ink" style={{ ...style.text, margin: '0 0 12px' }}>
          <Link href={copy.portal.url} className="link" style={style.link}>
            {copy.portal.label}
          </Link>
        </Text>
      )}
      <Text className="ink" style={{ ...style.text, margin: '0 0 4px' }}>
        {copy.questions}
      </Text>
      {copy.contact.map((way) => (
        <Text key={way.href} className="ink" style={{ ...style.text, margin: 0 }}>
          {way.label}:{' '}
          <Link href={way.href} className="link" style={style.link}>
            {way.value}
          </Link>
        </Text>
      ))}
      <Text className="quiet" style={{ ...style.small, margin: '12px 0 0' }}>
        {copy.creditor.name}
        {address === '' ? '' : `, ${address}`}
      </Text>
      {[...(copy.creditor.footer ?? []), ...(copy.creditor.legalLine ? [copy.creditor.legalLine] : [])].map(
        (text, index) => (
          <Text key={index} className="quiet" style={{ ...style.small, margin: 0 }}>
            {text}
          </Text>
        ),
      )}
      <Text className="quiet" style={{ ...style.small, margin: 0 }}>
        {copy.reference}
      </Text>
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

/** What a reader looks for first, set apart: how much, by when, to whom. */
export function KeyFacts({ copy }: { copy: NoticeCopy }): ReactElement | null {
  if (copy.facts.length === 0) return null;
  return (
    <table className="panel" style={style.facts} cellPadding={0} cellSpacing={0} role="presentation">
      <tbody>
        {copy.facts.map((fact, index) => (
          <tr key={index}>
            <td className="quiet" style={style.factLabel}>
              {fact.label}
            </td>
            <td className="ink" style={style.factValue}>
              {fact.value}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Agreed days, disputed amounts, or what a payment paid. */
export function SmallTable({ copy: { table } }: { copy: NoticeCopy }): ReactElement | null {
  if (table === null) return null;
  const last = table.head.length - 1;
  const align = (index: number) => (index === 0 ? {} : style.right);
  return (
    <>
      <Heading as="h2" className="ink" style={style.heading}>
        {table.title}
      </Heading>
      <table className="ink" style={style.table} cellPadding={0} cellSpacing={0} aria-label={table.title}>
        <thead>
          <tr>
            {table.head.map((name, index) => (
              <th key={index} scope="col" className="quiet line" style={{ ...style.head, ...align(index) }}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, place) => (
                <td key={place} className="line" style={{ ...style.cell, ...align(place) }}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {table.sums.length === 0 ? null : (
          <tfoot>
            {table.sums.map((sum, index) => (
              <tr key={index}>
                <th scope="row" colSpan={last} style={style.sum}>
                  {sum.label}
                </th>
                <td style={style.sumAmount}>{sum.amount}</td>
              </tr>
            ))}
          </tfoot>
        )}
      </table>
    </>
  );
}

/** The last day to pay, set apart so that it is not overlooked. */
export function Deadline({ copy }: { copy: NoticeCopy }): ReactElement | null {
  return copy.deadline === null ? null : (
    <Text className="warn" style={style.deadline}>
      {copy.deadline}
    </Text>
  );
}

/** Payment button and transfer details. */
export function HowToPay({ copy }: { copy: NoticeCopy }): ReactElement | null {
  const { payment } = copy;
  if (payment === null) return null;
  const { ground, on } = brandColours(copy.creditor.brandColour, copy.creditor.textColour);
  return (
    <>
      <Heading as="h2" className="ink" style={style.heading}>
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
        <Text className="panel ink" style={style.panel}>
          <strong>{payment.transferLabel}</strong>
          {payment.transferLines.map((line, index) => (
            <span key={index}>
              <br />
              {line}
            </span>
          ))}
        </Text>
      )}
      {payment.note === null ? null : (
        <Text className="ink" style={style.text}>
          {payment.note}
        </Text>
      )}
    </>
  );
}

/** The next step, and what to do when the payment is already on its way. */
export function WhatNext({ copy }: { copy: NoticeCopy }): ReactElement {
  return (
    <>
      {copy.nextTitle === null ? null : (
        <Heading as="h2" className="ink" style={style.heading}>
          {copy.nextTitle}
        </Heading>
      )}
      <Text className="ink" style={style.text}>
        {copy.next}
      </Text>
      {copy.already === null ? null : (
        <Text className="ink" style={style.text}>
          {copy.already}
        </Text>
      )}
    </>
  );
}
