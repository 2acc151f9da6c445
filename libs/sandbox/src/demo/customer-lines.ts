import type { PlaceName } from './customer-places.ts';

/** How a demo customer pays; `payer-behaviour.ts` implements each type. */
export type PayerType =
  | 'prompt'
  | 'forgetful'
  | 'slow'
  | 'stubborn'
  | 'silent'
  | 'chaotic'
  | 'bounced'
  | 'credited'
  | 'amended'
  | 'cancelled';

/** A special property of a demo customer. */
export type Trait =
  | 'consumer'
  | 'public-body'
  | 'sms'
  | 'no-email'
  | 'letter'
  | 'address'
  | 'direct-debit'
  | 'key-account'
  | 'dollars-too';

/** One line of the customer book as it is typed. */
type Line = [
  name: string,
  domain: string,
  place: PlaceName,
  payer: PayerType,
  size: 'small' | 'medium' | 'large',
  termsDays: 15 | 30 | 45 | 60,
  people: string,
  traits?: Trait[],
];

/** The lines of the book. `people` reads "accounts payable/finance director/owner"; the last two are optional. */
export const customerLines: readonly Line[] = [
  [
    'Talleres Núñez S.L.',
    'talleres-nunez',
    'madrid',
    'forgetful',
    'medium',
    30,
    'Ana Núñez//Julián Núñez',
    ['sms', 'address'],
  ],
  [
    'Hotel Miramar de Levante S.A.',
    'hotelmiramar',
    'barcelona',
    'prompt',
    'large',
    60,
    'Clara Ferrer/Jordi Puig',
    ['key-account', 'address'],
  ],
  [
    'Bodegas Valdeluna S.L.',
    'valdeluna',
    'sevilla',
    'stubborn',
    'large',
    45,
    'Rocío Herrera/Álvaro Medina',
    ['address', 'sms'],
  ],
  [
    'Clínica Dental Sonrisa S.L.P.',
    'clinicasonrisa',
    'madrid',
    'prompt',
    'small',
    30,
    'Beatriz Lozano',
    ['direct-debit'],
  ],
  [
    'Ayuntamiento de Villaluenga del Campo',
    'villaluenga',
    'sevilla',
    'slow',
    'medium',
    60,
    'Intervención Municipal',
    ['public-body', 'address'],
  ],
  ['Panadería Hermanos Ibáñez C.B.', 'panaderiaibanez', 'vigo', 'forgetful', 'small', 15, 'Xoana Ibáñez', ['sms']],
  ['Logística Costa Verde S.L.', 'costaverde', 'vigo', 'slow', 'medium', 30, 'Iago Carballo/Marta Souto', ['sms']],
  [
    'Gimnasio Atlántico S.L.',
    'gimnasioatlantico',
    'laspalmas',
    'bounced',
    'small',
    30,
    'Yaiza Santana',
    ['direct-debit', 'sms'],
  ],
  [
    'Carpintería Olmo e Hijos S.L.',
    'carpinteriaolmo',
    'madrid',
    'silent',
    'medium',
    30,
    'Tomás Olmo//Eusebio Olmo Prieto',
    ['address', 'sms'],
  ],
  ['Librería Tinta y Papel', 'tintaypapel', 'barcelona', 'chaotic', 'small', 30, 'Mireia Soler'],
  ['Lucía Fernández Prado', 'correo-lucia', 'madrid', 'prompt', 'small', 15, 'Lucía Fernández Prado', ['consumer']],
  [
    'Manuel Ortega Ríos',
    'correo-manuel',
    'laspalmas',
    'stubborn',
    'small',
    15,
    'Manuel Ortega Ríos',
    ['consumer', 'sms'],
  ],
  ['Reformas Alameda S.L.', 'reformasalameda', 'sevilla', 'credited', 'medium', 30, 'Inés Cabrera'],
  [
    'Comercial Andina SpA',
    'comercialandina',
    'santiago',
    'prompt',
    'large',
    30,
    'Constanza Rojas/Sebastián Fuentes',
    ['key-account', 'address'],
  ],
  ['Viña Los Aromos Ltda.', 'losaromos', 'santiago', 'forgetful', 'large', 45, 'Francisca Araya/Rodrigo Vergara'],
  ['Ferretería El Roble SpA', 'elroble', 'valparaiso', 'slow', 'medium', 30, 'Patricio Muñoz', ['sms']],
  [
    'Transportes Cordillera S.A.',
    'tcordillera',
    'santiago',
    'stubborn',
    'large',
    30,
    'Camila Sepúlveda/Hernán Bravo',
    ['sms', 'address'],
  ],
  [
    'Municipalidad de Quebrada Honda',
    'quebradahonda',
    'valparaiso',
    'prompt',
    'medium',
    30,
    'Unidad de Finanzas',
    ['public-body'],
  ],
  [
    'Café Cerro Alegre SpA',
    'cerroalegre',
    'valparaiso',
    'silent',
    'small',
    30,
    'Javiera Contreras//Matías Contreras',
    ['no-email', 'sms'],
  ],
  ['Óptica Providencia Ltda.', 'opticaprovidencia', 'santiago', 'chaotic', 'medium', 30, 'Daniela Vidal'],
  [
    'Refacciones del Norte S.A. de C.V.',
    'refaccionesnorte',
    'monterrey',
    'forgetful',
    'medium',
    30,
    'Gabriela Treviño/Luis Garza',
  ],
  ['Hospedaje Casa Jacaranda S.A. de C.V.', 'casajacaranda', 'mexico', 'slow', 'small', 30, 'Ximena Robles', ['sms']],
  ['Alimentos La Milpa S. de R.L.', 'lamilpa', 'mexico', 'stubborn', 'medium', 45, 'Ricardo Salinas/Elena Cervantes'],
  ['Diseño Obsidiana S.C.', 'obsidiana', 'mexico', 'prompt', 'small', 15, 'Paola Navarro'],
  ['Textiles Sierra Madre S.A. de C.V.', 'sierramadre', 'monterrey', 'amended', 'medium', 30, 'Óscar Villarreal'],
  [
    'Harbor & Pine Supply Co.',
    'harborpine',
    'portland',
    'prompt',
    'medium',
    30,
    'Megan Caldwell/Scott Brennan',
    ['key-account'],
  ],
  ['Lakeview Dental Group LLC', 'lakeviewdental', 'chicago', 'forgetful', 'medium', 30, 'Denise Kowalski', ['sms']],
  ['Brightwater Events Inc.', 'brightwater', 'newYork', 'stubborn', 'large', 30, 'Jamal Whitaker/Priya Raman', ['sms']],
  [
    'Old Mill Bakery LLC',
    'oldmillbakery',
    'portland',
    'forgetful',
    'small',
    15,
    'Hannah Lindqvist',
    ['no-email', 'sms'],
  ],
  [
    'Meridian Freight Partners LP',
    'meridianfreight',
    'chicago',
    'slow',
    'large',
    45,
    'Carlos Medrano/Susan Achebe',
    ['address'],
  ],
  ['Foxglove Studio LLC', 'foxglove', 'newYork', 'silent', 'small', 30, 'Erin Foxworth//Erin Foxworth', ['address']],
  ['Ashdown Joinery Ltd', 'ashdownjoinery', 'leeds', 'prompt', 'medium', 30, 'Gemma Ashdown'],
  [
    'Northgate Veterinary Practice LLP',
    'northgatevets',
    'leeds',
    'forgetful',
    'medium',
    30,
    'Oliver Pickering',
    ['sms'],
  ],
  [
    'Tidewell Catering Ltd',
    'tidewell',
    'london',
    'chaotic',
    'medium',
    30,
    'Simone Baptiste/Alan Draper',
    ['dollars-too'],
  ],
  [
    'Borough of Easthaven',
    'easthaven',
    'london',
    'prompt',
    'large',
    30,
    'Accounts Payable Team',
    ['public-body', 'address'],
  ],
  [
    'Pemberton Print Works Ltd',
    'pembertonprint',
    'london',
    'silent',
    'medium',
    45,
    'Nigel Pemberton//Ruth Pemberton',
    ['no-email', 'letter'],
  ],
  [
    'Claddagh Seafoods Ltd',
    'claddaghseafoods',
    'cork',
    'prompt',
    'large',
    30,
    'Aoife Gallagher/Conor Healy',
    ['dollars-too'],
  ],
  ['Liffey Architects LLP', 'liffeyarchitects', 'dublin', 'forgetful', 'medium', 30, 'Niamh Kavanagh', ['address']],
  ['Ballinore Garden Centre Ltd', 'ballinore', 'cork', 'slow', 'small', 30, 'Declan Twomey', ['sms']],
  ['Seán Murphy', 'mail-sean', 'dublin', 'cancelled', 'small', 15, 'Seán Murphy', ['consumer', 'sms']],
];
