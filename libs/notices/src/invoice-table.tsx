import type { ReactElement } from 'react';
import { Heading } from 'react-email';
import { mailStyle as style } from './mail-style.ts';
import type { NoticeRow, NoticeSection } from './notice-section.ts';
import type { Words } from './translation.ts';

interface RowProps {
  row: NoticeRow;
  words: Words;
}

/** An invoice, and below it a row for each of its charges. */
function InvoiceRow({ row, words }: RowProps): ReactElement {
  // Only the last row of an invoice has a line below it.
  const line = row.charges.length > 0 ? { borderBottom: 'none' } : {};
  return (
    <>
      <tr>
        <th scope="row" className="line" style={{ ...style.cell, ...line }}>
          <NumberCell row={row} words={words} />
        </th>
        <td className="line" style={{ ...style.cell, ...line }}>
          {row.due}
          {row.state === null ? null : (
            <div
              className={row.daysLate === '' ? 'quiet' : 'late'}
              style={row.daysLate === '' ? style.small : style.late}
            >
              {row.state}
            </div>
          )}
        </td>
        <td className="line" style={{ ...style.cell, ...style.right, ...line }}>
          <AmountCell row={row} words={words} />
        </td>
      </tr>
      {row.charges.map((charge, index) => (
        <ChargeRow key={index} charge={charge} last={index === row.charges.length - 1} />
      ))}
    </>
  );
}

// A very long number may break across lines, because it would widen the mail.
function NumberCell({ row, words }: RowProps): ReactElement {
  return (
    <>
      <span style={{ ...style.number, wordBreak: 'break-word' }}>{row.number}</span>
      {row.owner === null ? null : (
        <div className="quiet" style={style.small}>
          {row.owner}
        </div>
      )}
      <div className="quiet" style={style.small}>
        {words.t('row.issued', { date: row.issued })}
      </div>
      {row.order === null ? null : (
        <div className="quiet" style={style.small}>
          {words.t('row.order', { order: row.order })}
        </div>
      )}
      {row.documentUrl === null ? null : (
        <div className="quiet" style={style.small}>
          <a
            href={row.documentUrl}
            className="link"
            style={style.link}
            aria-label={words.t('row.viewNumber', { number: row.number })}
          >
            {words.t('row.view')}
          </a>
        </div>
      )}
    </>
  );
}

function AmountCell({ row, words }: RowProps): ReactElement {
  return (
    <>
      <span style={{ ...style.number, whiteSpace: 'nowrap' }}>{row.amount}</span>
      {row.originalTotal === null ? null : (
        <div className="quiet" style={style.small}>
          {words.t('row.ofTotal', { total: row.originalTotal })}
        </div>
      )}
      {row.offer === null ? null : (
        <div className="quiet" style={style.small}>
          {row.offer}
        </div>
      )}
      {row.paymentUrl === null ? null : (
        <div className="quiet" style={style.small}>
          <a
            href={row.paymentUrl}
            className="link"
            style={style.link}
            aria-label={words.t('row.payNumber', { number: row.number })}
          >
            {words.t('row.pay')}
          </a>
        </div>
      )}
    </>
  );
}

function ChargeRow({ charge, last }: { charge: NoticeRow['charges'][number]; last: boolean }): ReactElement {
  const line = last ? {} : { borderBottom: 'none' };
  return (
    <tr>
      <td colSpan={2} className="line" style={{ ...style.cell, ...line }}>
        {charge.label}
        {charge.details.map((detail, index) => (
          <div key={index} className="quiet" style={style.small}>
            {detail}
          </div>
        ))}
      </td>
      <td className="line" style={{ ...style.cell, ...style.right, ...line }}>
        <span style={{ whiteSpace: 'nowrap' }}>{charge.amount}</span>
      </td>
    </tr>
  );
}

/** The invoices of one section with their sums, in three columns, which fit a phone without media queries. */
export function InvoiceTable({ section, words }: { section: NoticeSection; words: Words }): ReactElement {
  return (
    <>
      <Heading as="h2" className="ink" style={style.heading}>
        {section.heading}
      </Heading>
      <table className="ink" style={style.table} cellPadding={0} cellSpacing={0} aria-label={section.heading}>
        <thead>
          <tr>
            <th scope="col" className="quiet line" style={{ ...style.head, width: '40%' }}>
              {words.t('column.invoice')}
            </th>
            <th scope="col" className="quiet line" style={{ ...style.head, width: '28%' }}>
              {words.t('column.due')}
            </th>
            <th scope="col" className="quiet line" style={{ ...style.head, ...style.right }}>
              {section.amountLabel}
            </th>
          </tr>
        </thead>
        <tbody>
          {section.rows.map((row, index) => (
            <InvoiceRow key={index} row={row} words={words} />
          ))}
          {section.more === null ? null : (
            <tr>
              <td colSpan={3} className="line" style={{ ...style.cell, ...style.small }}>
                {section.more}
              </td>
            </tr>
          )}
        </tbody>
        <tfoot>
          {section.sums.map((sum, index) => (
            <tr key={index}>
              <th scope="row" colSpan={2} style={style.sum}>
                {sum.label}
              </th>
              <td style={style.sumAmount}>{sum.amount}</td>
            </tr>
          ))}
        </tfoot>
      </table>
    </>
  );
}
