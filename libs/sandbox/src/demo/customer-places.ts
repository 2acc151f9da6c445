/**
 * Where a demo customer is, with zone, language and currency. Telephone numbers are from ranges reserved for fiction
 * where a country has one.
 */
export interface Place {
  readonly country: 'ES' | 'CL' | 'MX' | 'US' | 'GB' | 'IE';
  readonly city: string;
  readonly postalCode: string;
  readonly timeZone: string;
  readonly language: 'es' | 'en';
  readonly currency: 'EUR' | 'USD' | 'CLP';
  /** E.164 without its last two digits. */
  readonly phone: string;
  readonly street: string;
  readonly taxId: string;
}

const spain = { country: 'ES', timeZone: 'Europe/Madrid', language: 'es', currency: 'EUR', taxId: 'ESB0000' } as const;
const chile = {
  country: 'CL',
  timeZone: 'America/Santiago',
  language: 'es',
  currency: 'CLP',
  taxId: 'CL7600',
} as const;
const mexico = { country: 'MX', language: 'es', currency: 'USD', taxId: 'XAXX0101' } as const;
const states = { country: 'US', language: 'en', currency: 'USD', taxId: '00-0000' } as const;
const britain = { country: 'GB', timeZone: 'Europe/London', language: 'en', currency: 'EUR', taxId: 'GB0000' } as const;
const ireland = { country: 'IE', timeZone: 'Europe/Dublin', language: 'en', currency: 'EUR', taxId: 'IE0000' } as const;

export const places = {
  madrid: { ...spain, city: 'Madrid', postalCode: '28004', phone: '+346001110', street: 'Calle de Fuencarral' },
  barcelona: { ...spain, city: 'Barcelona', postalCode: '08010', phone: '+346001112', street: 'Carrer del Bruc' },
  sevilla: {
    ...spain,
    city: 'Sevilla',
    postalCode: '41004',
    phone: '+346001113',
    street: 'Avenida de la Constitución',
  },
  vigo: { ...spain, city: 'Vigo', postalCode: '36202', phone: '+346001114', street: 'Rúa do Príncipe' },
  laspalmas: {
    ...spain,
    city: 'Las Palmas de Gran Canaria',
    postalCode: '35002',
    timeZone: 'Atlantic/Canary',
    phone: '+346001115',
    street: 'Calle de Triana',
  },
  santiago: {
    ...chile,
    city: 'Santiago',
    postalCode: '8320000',
    phone: '+569000001',
    street: 'Avenida Libertador Bernardo O’Higgins',
  },
  valparaiso: { ...chile, city: 'Valparaíso', postalCode: '2340000', phone: '+569000002', street: 'Calle Esmeralda' },
  mexico: {
    ...mexico,
    city: 'Ciudad de México',
    postalCode: '06600',
    timeZone: 'America/Mexico_City',
    phone: '+5255500000',
    street: 'Paseo de la Reforma',
  },
  monterrey: {
    ...mexico,
    city: 'Monterrey',
    postalCode: '64000',
    timeZone: 'America/Monterrey',
    phone: '+5281500000',
    street: 'Avenida Constitución',
  },
  newYork: {
    ...states,
    city: 'New York, NY',
    postalCode: '10013',
    timeZone: 'America/New_York',
    phone: '+121255501',
    street: 'Canal Street',
  },
  chicago: {
    ...states,
    city: 'Chicago, IL',
    postalCode: '60607',
    timeZone: 'America/Chicago',
    phone: '+131255501',
    street: 'West Lake Street',
  },
  portland: {
    ...states,
    city: 'Portland, OR',
    postalCode: '97209',
    timeZone: 'America/Los_Angeles',
    phone: '+150355501',
    street: 'NW Flanders Street',
  },
  london: { ...britain, city: 'London', postalCode: 'SE1 9GF', phone: '+4477009000', street: 'Tooley Street' },
  leeds: { ...britain, city: 'Leeds', postalCode: 'LS1 4DT', phone: '+4477009001', street: 'Wellington Street' },
  dublin: { ...ireland, city: 'Dublin', postalCode: 'D02 X285', phone: '+3532091000', street: 'Baggot Street Lower' },
  cork: { ...ireland, city: 'Cork', postalCode: 'T12 W8NF', phone: '+3532091010', street: 'South Mall' },
} as const satisfies Record<string, Place>;
export type PlaceName = keyof typeof places;
