/**
 * The products of the demo company: supplies and maintenance for premises. `priceMinor` is in cents of EUR or USD; in
 * CLP a thousand pesos replace a euro.
 */
export interface Article {
  readonly en: string;
  readonly es: string;
  readonly priceMinor: number;
}

/** By size of the customer. */
export const catalogue: Readonly<Record<'small' | 'medium' | 'large', readonly [Article, ...Article[]]>> = {
  small: [
    { en: 'Coffee beans, 1 kg', es: 'Café en grano, 1 kg', priceMinor: 1850 },
    { en: 'Printer paper A4, box of 5 reams', es: 'Papel A4, caja de 5 resmas', priceMinor: 2490 },
    { en: 'Hand towels, box of 20', es: 'Toallas de mano, caja de 20', priceMinor: 3375 },
    { en: 'Water dispenser, monthly rent', es: 'Dispensador de agua, alquiler mensual', priceMinor: 4200 },
    { en: 'Cleaning of premises, visit', es: 'Limpieza del local, visita', priceMinor: 6850 },
  ],
  medium: [
    { en: 'Ergonomic chair', es: 'Silla ergonómica', priceMinor: 24900 },
    { en: 'LED panel 60 × 60, installed', es: 'Panel LED 60 × 60, instalado', priceMinor: 11850 },
    { en: 'Air-conditioning service', es: 'Mantenimiento de aire acondicionado', priceMinor: 38500 },
    { en: 'Shelving unit, galvanized', es: 'Estantería galvanizada', priceMinor: 17225 },
  ],
  large: [
    { en: 'Cold-room refit, per module', es: 'Renovación de cámara frigorífica, por módulo', priceMinor: 284000 },
    { en: 'Fire-safety maintenance, quarter', es: 'Mantenimiento contra incendios, trimestre', priceMinor: 196500 },
    { en: 'Pallet racking, bay', es: 'Estantería para palés, tramo', priceMinor: 121750 },
    { en: 'Facility services, month', es: 'Servicios generales, mes', priceMinor: 348000 },
  ],
};
