/** How telephone numbers are dialled in a country. */
interface DiallingPlan {
  readonly code: string;
  /** What stands before a national number and is left out after the country's code. */
  readonly trunk?: string;
  /** How many digits a national number has, without the trunk prefix. */
  readonly digits: readonly [least: number, most: number];
}

const PLANS: Readonly<Record<string, DiallingPlan>> = {
  ES: { code: '34', digits: [9, 9] },
  PT: { code: '351', digits: [9, 9] },
  AD: { code: '376', digits: [6, 6] },
  FR: { code: '33', trunk: '0', digits: [9, 9] },
  // In Italy the zero belongs to the number.
  IT: { code: '39', digits: [6, 11] },
  DE: { code: '49', trunk: '0', digits: [6, 11] },
  AT: { code: '43', trunk: '0', digits: [6, 12] },
  CH: { code: '41', trunk: '0', digits: [9, 9] },
  BE: { code: '32', trunk: '0', digits: [8, 9] },
  NL: { code: '31', trunk: '0', digits: [9, 9] },
  LU: { code: '352', digits: [6, 9] },
  GB: { code: '44', trunk: '0', digits: [9, 10] },
  IE: { code: '353', trunk: '0', digits: [7, 9] },
  DK: { code: '45', digits: [8, 8] },
  NO: { code: '47', digits: [8, 8] },
  SE: { code: '46', trunk: '0', digits: [7, 9] },
  FI: { code: '358', trunk: '0', digits: [5, 11] },
  PL: { code: '48', digits: [9, 9] },
  CZ: { code: '420', digits: [9, 9] },
  SK: { code: '421', trunk: '0', digits: [9, 9] },
  RO: { code: '40', trunk: '0', digits: [9, 9] },
  GR: { code: '30', digits: [10, 10] },
  US: { code: '1', trunk: '1', digits: [10, 10] },
  CA: { code: '1', trunk: '1', digits: [10, 10] },
  MX: { code: '52', digits: [10, 10] },
  CL: { code: '56', digits: [9, 9] },
  AR: { code: '54', trunk: '0', digits: [10, 10] },
  BR: { code: '55', trunk: '0', digits: [10, 11] },
  CO: { code: '57', digits: [10, 10] },
  PE: { code: '51', trunk: '0', digits: [8, 9] },
  UY: { code: '598', trunk: '0', digits: [8, 8] },
  EC: { code: '593', trunk: '0', digits: [8, 9] },
  PA: { code: '507', digits: [7, 8] },
  CR: { code: '506', digits: [8, 8] },
  GT: { code: '502', digits: [8, 8] },
  MA: { code: '212', trunk: '0', digits: [9, 9] },
  AU: { code: '61', trunk: '0', digits: [9, 9] },
  NZ: { code: '64', trunk: '0', digits: [8, 10] },
};

/**
 * A telephone number with its country's code, without spaces and punctuation: "600 111 222" of Spain is +34600111222.
 * A number that does not fit its country's plan stays as it is, so that the event's schema refuses it.
 */
export function internationalNumber(text: string, country: string): string {
  const bare = text
    .replace(/\(0\)/g, '')
    .replace(/[\s\u00a0\u202f().\-\u2010-\u2015/]/g, '')
    .replace(/^tel:?/i, '');
  if (bare.startsWith('+')) return bare;
  if (bare.startsWith('00')) return `+${bare.slice(2)}`;
  const plan = PLANS[country];
  if (!plan || !/^\d+$/.test(bare)) return bare;
  const fits = (digits: string) => digits.length >= plan.digits[0] && digits.length <= plan.digits[1];
  const national = plan.trunk !== undefined && bare.startsWith(plan.trunk) ? bare.slice(plan.trunk.length) : bare;
  if (fits(national)) return `+${plan.code}${national}`;
  return bare.startsWith(plan.code) && fits(bare.slice(plan.code.length)) ? `+${bare}` : bare;
}
