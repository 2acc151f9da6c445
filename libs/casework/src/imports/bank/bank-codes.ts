import { isReference } from './references.ts';
import { all, find, textAt, type XmlNode } from './xml-tree.ts';

// ISO 20022's codes of a bank transaction: the sub-families of returned debits, and of direct debits.
const RETURNS = new Set(['UPDD', 'PRDD', 'RRTN', 'RPCR']);
const DEBITS = new Set(['ESDD', 'BBDD', 'PMDD', 'OODD', 'FIDD']);
/** The German banks' own codes (GVC) of returned collections. */
export const GERMAN_RETURNS = new Set(['108', '109', '159', '181', '184']);
/** The German banks' codes of collections. */
export const GERMAN_COLLECTIONS = new Set(['171', '174', '192', '196']);

/** Whether an entry or transaction is a direct debit that the account's owner collected. */
export function isCollection(node: XmlNode | null): boolean {
  const { family, subFamily, german } = codesOf(node);
  return (
    family === 'IDDT' ||
    (family !== 'RDDT' && DEBITS.has(subFamily)) ||
    GERMAN_COLLECTIONS.has(german) ||
    isReference(textAt(node, 'Refs', 'MndtId'))
  );
}

/**
 * Whether a transaction came back, and the reason code that the bank gives. A code of zeros stands for a payment that
 * went through: some banks list those in the same file.
 */
export function returnOf(node: XmlNode | null): { readonly returned: boolean; readonly reason: string | null } {
  const info = find(node, 'RtrInf');
  const reason = textAt(info, 'Rsn', 'Cd') ?? textAt(info, 'Rsn', 'Prtry') ?? textAt(info, 'AddtlInf');
  const { subFamily, german } = codesOf(node);
  const returned = info !== null || RETURNS.has(subFamily) || GERMAN_RETURNS.has(german);
  return { returned: returned && !/^0+$/.test(reason ?? ''), reason: reason?.slice(0, 100) ?? null };
}

function codesOf(node: XmlNode | null): { family: string; subFamily: string; german: string } {
  const family = find(node, 'BkTxCd', 'Domn', 'Fmly');
  const own = all(find(node, 'BkTxCd'), 'Prtry').flatMap((each) => textAt(each, 'Cd') ?? [])[0] ?? '';
  return {
    family: textAt(family, 'Cd') ?? '',
    subFamily: textAt(family, 'SubFmlyCd') ?? '',
    // "NDDT+171+00931": the code is the second part.
    german: /^(?:[A-Z]{4}\+)?(\d{3})(?:\+|$)/.exec(own)?.[1] ?? '',
  };
}
