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
  // The padding makes the link easy to hit with a finger.
  link: { color: '#0a4f8f', textDecoration: 'underline', padding: '6px 0' },
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
  facts: { width: '100%', margin: '4px 0 16px', backgroundColor: '#f6f8fa', border: `1px solid ${line}` },
  factLabel: { padding: '8px 12px', fontSize: '14px', lineHeight: '22px', color: quiet, verticalAlign: 'top' },
  factValue: {
    padding: '8px 12px',
    fontSize: '17px',
    lineHeight: '22px',
    fontWeight: 600,
    color: ink,
    textAlign: 'right',
    verticalAlign: 'top',
  },
  footer: { padding: '16px 24px', borderTop: `1px solid ${line}` },
} satisfies Record<string, CSSProperties>;

/** Colours of the dark scheme, by what they are for. All text is AA (4.5:1) on its ground. */
export const darkColours = {
  page: '#0d1117',
  card: '#161b22',
  panel: '#21262d',
  line: '#3d444d',
  ink: '#e6edf3',
  quiet: '#a5b0bb',
  link: '#79b8ff',
  late: '#ffab70',
  warnGround: '#3d2410',
  warn: '#ffc9a3',
} as const;

const dark = darkColours;

/**
 * The style sheet for readers who prefer a dark screen, where the mail client keeps it (Apple Mail, Outlook for Mac and
 * on phones). Other clients show the inline colours or darken them by themselves. The button and the band keep the
 * brand's own colours.
 */
export const darkStyle = [
  ':root { color-scheme: light dark; }',
  '@media (prefers-color-scheme: dark) {',
  `.page, .page > table > tbody > tr > td { background-color: ${dark.page} !important; }`,
  `.card { background-color: ${dark.card} !important; border-color: ${dark.line} !important; }`,
  `.panel { background-color: ${dark.panel} !important; border-color: ${dark.line} !important; }`,
  `.line { border-color: ${dark.line} !important; }`,
  `.ink { color: ${dark.ink} !important; }`,
  `.quiet { color: ${dark.quiet} !important; }`,
  `.link { color: ${dark.link} !important; }`,
  `.late { color: ${dark.late} !important; }`,
  `.warn { color: ${dark.warn} !important; background-color: ${dark.warnGround} !important; }`,
  '}',
].join('\n');
