import type { BankLine } from '../../receipts/bank-line.ts';
import { GERMAN_COLLECTIONS, GERMAN_RETURNS } from './bank-codes.ts';
import { plainAccount } from './iban.ts';
import { soundReference } from './references.ts';

/** What the field 86 of MT940 says of a movement. */
export interface Details extends Partial<
  Pick<BankLine, 'endToEndId' | 'payer' | 'payerAccount' | 'mandateId' | 'creditorReference' | 'returnReason'>
> {
  readonly text: string;
  readonly returned: boolean;
  readonly collected: boolean;
}

/**
 * Reads the field 86: in the German form ("166?00…?20EREF+…?32NAME"), with code words between slashes
 * ("/EREF/…/REMI/…/"), or as free text.
 */
export function detailsOf(lines: readonly string[]): Details {
  const joined = lines.join('');
  const german = /^(\d{3})([^\w\s])00/.exec(joined) ?? /^(\d{3})(\?)\d{2}/.exec(joined);
  if (german) return germanDetails(joined, german[1] ?? '', german[2] ?? '?');
  if (/^\/[A-Z]{3,8}\//.test(joined.trim())) return codedDetails(joined.trim());
  return {
    text: lines
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('\n'),
    returned: false,
    collected: false,
  };
}

// Sub-fields of 27 characters: a word that is cut at their end goes on in the next.
function germanDetails(joined: string, code: string, separator: string): Details {
  const parts = new Map<string, string>();
  for (const part of joined.slice(3).split(separator).slice(1)) {
    const key = part.slice(0, 2);
    if (/^\d\d$/.test(key)) parts.set(key, part.slice(2));
  }
  const at = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => parts.get(String(from + index)) ?? '').join('');
  const said = sepaOf(at(20, 29) + at(60, 63));
  const payer = `${parts.get('32') ?? ''}${parts.get('33') ?? ''}`.trim();
  const account = plainAccount(parts.get('31') ?? said.get('IBAN') ?? '');
  const text = [said.get('SVWZ') ?? said.get('') ?? '', said.get('ABWA') ?? ''];
  return {
    ...named(said),
    text: text.filter((part) => part !== '').join('\n') || (parts.get('00') ?? ''),
    ...(payer === '' ? {} : { payer }),
    ...(account === '' ? {} : { payerAccount: account }),
    returned: GERMAN_RETURNS.has(code),
    collected: GERMAN_COLLECTIONS.has(code),
  };
}

const SEPA = /(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|RCUR|SEQU)\+/;

// The texts by the code word in front of them; "" for what stands before the first.
function sepaOf(text: string): ReadonlyMap<string, string> {
  const parts = text.split(SEPA);
  const said = new Map([['', (parts[0] ?? '').trim()]]);
  for (let at = 1; at < parts.length; at += 2) said.set(parts[at] ?? '', (parts[at + 1] ?? '').trim());
  if (said.get('') === '') said.delete('');
  return said;
}

function named(said: ReadonlyMap<string, string>): Partial<Details> {
  const endToEndId = soundReference(said.get('EREF') ?? null);
  const mandateId = soundReference(said.get('MREF') ?? null);
  return {
    ...(endToEndId === null ? {} : { endToEndId }),
    ...(mandateId === null ? {} : { mandateId }),
  };
}

const CODES = new RegExp(
  '/(EREF|REMI|RREF|CNTP|BENM|ORDP|NAME|IBAN|BIC|ADDR|TRTP|MARF|CSID|PREF|RTRN|PURP|ISDT|TRCD|ID|SVCL|ULTD|ULTC' +
    '|NRTX|OCMT|CHGS|EXCH|BUSP|SDEBT|PY|RTYP)/',
);

// "/TRTP/SEPA OVERBOEKING/IBAN/NL…/NAME/Acme/REMI/F-1/EREF/X-1", or ING's "/CNTP/IBAN/BIC/NAME/CITY/" and
// "/REMI/USTD//text/".
function codedDetails(joined: string): Details {
  const parts = joined.split(CODES);
  const said = new Map<string, string>();
  for (let at = 1; at < parts.length; at += 2)
    said.set(parts[at] ?? '', (parts[at + 1] ?? '').replace(/\/$/, '').trim());
  const [counterAccount, , counterName] = (said.get('CNTP') ?? '').split('/');
  const remittance = /^(USTD|STRD)\/(?:[^/]*)\/(.*)$/s.exec(said.get('REMI') ?? '');
  const payer = said.get('NAME') ?? counterName ?? '';
  const account = plainAccount(said.get('IBAN') ?? counterAccount ?? '');
  const endToEndId = soundReference(said.get('EREF') ?? null);
  const mandateId = soundReference(said.get('MARF') ?? null);
  const returnReason = said.get('RTRN');
  return {
    text: remittance?.[2] ?? said.get('REMI') ?? (said.size === 0 ? joined : ''),
    ...(payer === '' ? {} : { payer }),
    ...(account === '' ? {} : { payerAccount: account }),
    ...(endToEndId === null ? {} : { endToEndId }),
    ...(mandateId === null ? {} : { mandateId }),
    ...(remittance?.[1] === 'STRD' && remittance[2] ? { creditorReference: remittance[2] } : {}),
    ...(returnReason === undefined || returnReason === '' ? {} : { returnReason }),
    returned: returnReason !== undefined && !/^0*$/.test(returnReason),
    collected: false,
  };
}
