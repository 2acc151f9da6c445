import type { CSSProperties } from 'react';

const ink = '#1b1f24';
const quiet = '#57606a';
const line = '#d8dee4';
const font = '-apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';

/** Inline styles of the mails, because many mail clients drop style sheets. All text is AA (4.5:1) on its ground. */
export const mailStyle = {
  body: { margin: 0, padding: '24px 0', backgroundColor: '#f3f5f7', fontFamily: font, color: ink },
  card: { width: '100%', maxWidth: '600px', margin: '0 auto', backgroundColor: '#ffffff', border: `1px solid ${line}` },
  brand: { padding: '16px 24px' },
  brandName: { margin: 0, fontSize: '17px', lineHeight: '24px', fontWeight: 600 },
  content: { padding: '8px 24px 24px' },
  title: { margin: '16px 0 12px', fontSize: '21px', lineHeight: '28px', fontWeight: 600, color: ink },
  heading: { margin: '24px 0 8px', fontSize: '16px', lineHeight: '22px', fontWeight: 600, color: ink },
  text: { margin: '0 0 12px', fontSize: '15px', lineHeight: '23px', color: ink },
  deadline: {
    margin: '0 0 12px',
    padding: '10px 14px',
    borderLeft: '4px solid #9a3412',
    backgroundColor: '#fff4ed',
    color: '#7c2d12',
    fontSize: '16px',
    lineHeight: '24px',
    fontWeight: 600,
  },
  table: { width: '100%', borderCollapse: 'collapse', fontSize: '14px', lineHeight: '20px', color: ink },
  head: {
    padding: '6px 8px 6px 0',
    borderBottom: `2px solid ${line}`,
    textAlign: 'left',
    verticalAlign: 'bottom',
    fontSize: '13px',
    fontWeight: 600,
    color: quiet,
  },
  cell: {
    padding: '8px 8px 8px 0',
    borderBottom: `1px solid ${line}`,
    textAlign: 'left',
    verticalAlign: 'top',
    fontWeight: 400,
  },
  right: { textAlign: 'right', paddingRight: 0 },
  sum: { padding: '8px 8px 0 0', textAlign: 'right', verticalAlign: 'top', fontWeight: 600 },
  sumAmount: { padding: '8px 0 0', textAlign: 'right', verticalAlign: 'top', fontWeight: 600, whiteSpace: 'nowrap' },
  number: { fontWeight: 600 },
  small: { fontSize: '13px', lineHeight: '19px', color: quiet },
  late: { fontSize: '13px', lineHeight: '19px', color: '#9a3412', fontWeight: 600 },
  link: { color: '#0a4f8f', textDecoration: 'underline' },
  button: {
    display: 'inline-block',
    padding: '12px 22px',
    borderRadius: '4px',
    fontSize: '16px',
    lineHeight: '20px',
    fontWeight: 600,
    textDecoration: 'none',
  },
  panel: {
    margin: '0 0 12px',
    padding: '12px 14px',
    backgroundColor: '#f6f8fa',
    border: `1px solid ${line}`,
    fontSize: '15px',
    lineHeight: '23px',
    color: ink,
  },
  footer: { padding: '16px 24px', borderTop: `1px solid ${line}` },
} satisfies Record<string, CSSProperties>;
