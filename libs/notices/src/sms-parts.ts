// GSM 03.38: the characters that take one unit of seven bits, and those of its extension table, which take two.
const GSM_BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '\f^{}\\[~]|€';
const GSM_UNITS: ReadonlyMap<string, number> = new Map([
  ...[...GSM_BASIC].map((sign) => [sign, 1] as const),
  ...[...GSM_EXTENDED].map((sign) => [sign, 2] as const),
]);

/** Signs that GSM-7 lacks and that read the same in another form. */
const ALIKE: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u202f': ' ',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '\u2212': '-',
  '\u2011': '-',
  '…': '...',
};

/** How a text message is sent: its encoding, and in how many parts, each of which is paid for. */
export interface SmsSize {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly parts: number;
}

/** Units of one message, and of each part of a longer one, whose header takes the rest. */
const ROOM = { 'GSM-7': { one: 160, each: 153 }, 'UCS-2': { one: 70, each: 67 } } as const;

/** In how many parts a text message is sent. A sign of two units is never split between two parts. Pure and total. */
export function smsSize(text: string): SmsSize {
  const signs = [...text];
  const encoding = signs.every((sign) => GSM_UNITS.has(sign)) ? 'GSM-7' : 'UCS-2';
  const units = signs.map((sign) => (encoding === 'GSM-7' ? (GSM_UNITS.get(sign) ?? 1) : sign.length));
  const { one, each } = ROOM[encoding];
  if (units.reduce((sum, unit) => sum + unit, 0) <= one) return { encoding, parts: 1 };
  let parts = 1;
  let used = 0;
  for (const unit of units) {
    if (used + unit > each) {
      parts++;
      used = 0;
    }
    used += unit;
  }
  return { encoding, parts };
}

/**
 * The text in GSM-7 where that leaves it readable: letters lose the accents that GSM-7 lacks (ú becomes u; ñ, é and ü
 * stay). A text with other scripts or pictures is returned as it is. Pure and total.
 */
export function inGsm7(text: string): string {
  const plain = [...text.normalize('NFC')].map((sign) => {
    if (GSM_UNITS.has(sign)) return sign;
    const alike = ALIKE[sign];
    return alike ?? sign.normalize('NFD').replace(/\p{M}/gu, '');
  });
  return plain.every((part) => [...part].every((sign) => GSM_UNITS.has(sign))) ? plain.join('') : text;
}
