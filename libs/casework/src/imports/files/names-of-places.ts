const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const CODES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
/** The languages in which names are known, beside the own one of a language. */
const READ_IN = ['en', 'es', 'de', 'fr', 'pt', 'it', 'ca'];

/** Names that the tables of Unicode do not have, and three letters of the countries that exports write most. */
const MORE_COUNTRIES: Readonly<Record<string, string>> = {
  uk: 'GB',
  greatbritain: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  inglaterra: 'GB',
  granbretana: 'GB',
  usa: 'US',
  eeuu: 'US',
  unitedstatesofamerica: 'US',
  estadosunidosdeamerica: 'US',
  holland: 'NL',
  holanda: 'NL',
  thenetherlands: 'NL',
  czechrepublic: 'CZ',
  republicacheca: 'CZ',
  turkey: 'TR',
  nederland: 'NL',
  polska: 'PL',
  suomi: 'FI',
  sverige: 'SE',
  norge: 'NO',
  danmark: 'DK',
  belgie: 'BE',
  schweiz: 'CH',
};
const ALPHA_3 =
  'ESP:ES PRT:PT FRA:FR DEU:DE ITA:IT GBR:GB IRL:IE NLD:NL BEL:BE LUX:LU CHE:CH AUT:AT POL:PL CZE:CZ SVK:SK HUN:HU ' +
  'ROU:RO BGR:BG GRC:GR SWE:SE NOR:NO DNK:DK FIN:FI EST:EE LVA:LV LTU:LT SVN:SI HRV:HR MLT:MT CYP:CY AND:AD MAR:MA ' +
  'USA:US CAN:CA MEX:MX CHL:CL ARG:AR BRA:BR COL:CO PER:PE URY:UY PRY:PY BOL:BO ECU:EC VEN:VE PAN:PA CRI:CR GTM:GT ' +
  'HND:HN SLV:SV NIC:NI DOM:DO CUB:CU PRI:PR AUS:AU NZL:NZ JPN:JP CHN:CN IND:IN ZAF:ZA ISR:IL ARE:AE SAU:SA TUR:TR';

const countries = new Map<string, string>([
  ...namesOf('region', CODES),
  ...Object.entries(MORE_COUNTRIES),
  ...ALPHA_3.split(' ').map((pair): [string, string] => [pair.slice(0, 3).toLowerCase(), pair.slice(4)]),
]);
const languages = new Map<string, string>([
  ...namesOf(
    'language',
    CODES.map((code) => code.toLowerCase()),
  ),
  ['castellano', 'es'],
  ['castilian', 'es'],
  ['spanishspain', 'es'],
  ['valenciano', 'ca'],
]);

/** A country's ISO 3166 code by its code or its name in one of seven languages; null: unknown. */
export function countryOf(text: string): string | null {
  const plain = plainWords(text);
  if (/^[a-z]{2}$/.test(plain)) return plain === 'uk' ? 'GB' : plain.toUpperCase();
  return countries.get(plain) ?? null;
}

/** A language as "es" or "en-GB" by its code ("ES", "en_GB", "es-419") or name; null: unknown. */
export function languageOf(text: string): string | null {
  const code = /^([a-z]{2})(?:[-_]([a-z]{2}|\d{3}))?$/i.exec(text.trim());
  if (code) {
    const region = code[2] !== undefined && /^[a-z]{2}$/i.test(code[2]) ? `-${code[2].toUpperCase()}` : '';
    return `${code[1]?.toLowerCase() ?? ''}${region}`;
  }
  return languages.get(plainWords(text)) ?? languages.get(plainWords(text.replace(/[(/].*$/, ''))) ?? null;
}

function plainWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '')
    .toLowerCase();
}

function namesOf(type: 'region' | 'language', codes: readonly string[]): [string, string][] {
  return READ_IN.flatMap((language) => {
    const names = new Intl.DisplayNames([language], { type, fallback: 'none' });
    return codes.flatMap((code): [string, string][] => {
      const name = names.of(code);
      return name === undefined ? [] : [[plainWords(name), code]];
    });
  });
}
