import { statedCharges, statedMoney, type StatedMoney } from './bank-money.ts';
import { isCollection, returnOf } from './bank-codes.ts';
import { isReference } from './references.ts';
import { all, find, textAt, type XmlNode } from './xml-tree.ts';

/** The amounts that a transaction may state, in the order in which they are trusted. */
export const AMOUNT_KINDS = ['own', 'transaction', 'counterValue', 'instructed'] as const;
export type AmountKind = (typeof AMOUNT_KINDS)[number];

/** A party and its account. */
export interface Party {
  readonly name: string | null;
  readonly account: string | null;
}

/**
 * What Puntual needs of a transaction (`TxDtls`). An entry may hold many thousands of transactions, so each is reduced
 * to this as soon as its element ends.
 */
export interface Transaction {
  readonly direction: string | null;
  readonly amounts: Readonly<Record<AmountKind, StatedMoney | null>>;
  readonly charges: ReturnType<typeof statedCharges>;
  readonly accountServicerReference: string | null;
  /** The bank's own references, the best first. German banks write theirs into `Prtry`. */
  readonly references: readonly string[];
  readonly endToEndId: string | null;
  readonly mandateId: string | null;
  readonly creditorReference: string | null;
  readonly debtor: Party;
  readonly creditor: Party;
  /** The remittance information without the bank's technical texts. */
  readonly remittance: readonly string[];
  /** The remittance information with them. */
  readonly formerRemittance: readonly string[];
  readonly info: string | null;
  readonly documents: readonly { readonly number: string; readonly paid: StatedMoney }[];
  readonly returned: boolean;
  readonly returnReason: string | null;
  readonly collected: boolean;
  readonly relatedDay: string | null;
}

/** Reduces the element of a transaction to what is needed of it. */
export function transactionOf(node: XmlNode): Transaction {
  const parties = find(node, 'RltdPties');
  const references = find(node, 'Refs');
  const formerRemittance = remittanceOf(node);
  const returned = returnOf(node);
  return {
    direction: textAt(node, 'CdtDbtInd'),
    amounts: {
      own: statedMoney(find(node, 'Amt')),
      transaction: statedMoney(find(node, 'AmtDtls', 'TxAmt', 'Amt')),
      counterValue: statedMoney(find(node, 'AmtDtls', 'CntrValAmt', 'Amt')),
      instructed: statedMoney(find(node, 'AmtDtls', 'InstdAmt', 'Amt')),
    },
    charges: statedCharges(node),
    accountServicerReference: textAt(references, 'AcctSvcrRef'),
    references: [
      textAt(references, 'AcctSvcrRef'),
      ...all(references, 'Prtry').map((each) => textAt(each, 'Ref')),
    ].flatMap((reference) => reference ?? []),
    endToEndId: textAt(references, 'EndToEndId'),
    mandateId: textAt(references, 'MndtId'),
    creditorReference: creditorReferenceOf(node),
    debtor: partyOf(parties, 'Dbtr'),
    creditor: partyOf(parties, 'Cdtr'),
    remittance: formerRemittance.filter((part) => !TECHNICAL.test(part) && isReference(part)),
    formerRemittance,
    info: textAt(node, 'AddtlTxInf'),
    documents: documentsOf(node),
    returned: returned.returned,
    returnReason: returned.reason,
    collected: isCollection(node),
    relatedDay:
      textAt(node, 'RltdDts', 'IntrBkSttlmDt') ??
      textAt(node, 'RltdDts', 'TxDtTm') ??
      textAt(node, 'RltdDts', 'AccptncDtTm'),
  };
}

// From version 8 of the messages on, a party's name is in the element Pty.
function partyOf(parties: XmlNode | null, side: 'Dbtr' | 'Cdtr'): Party {
  const account = find(parties, `${side}Acct`, 'Id');
  return {
    name:
      textAt(parties, side, 'Pty', 'Nm') ??
      textAt(parties, side, 'Nm') ??
      textAt(parties, `Ultmt${side}`, 'Pty', 'Nm') ??
      textAt(parties, `Ultmt${side}`, 'Nm'),
    account: textAt(account, 'IBAN') ?? textAt(account, 'Othr', 'Id'),
  };
}

// Codes that a bank's system writes among the payer's words, such as "?REJECT?0".
const TECHNICAL = /^\?[A-Z]+\?\d*$/;

function remittanceOf(node: XmlNode): string[] {
  const remittance = find(node, 'RmtInf');
  return [
    ...all(remittance, 'Ustrd').map((each) => each.text.trim()),
    ...all(remittance, 'Strd').flatMap((each) => [
      textAt(each, 'CdtrRefInf', 'Ref') ?? '',
      ...all(each, 'RfrdDocInf').map((document) => textAt(document, 'Nb') ?? ''),
      ...all(each, 'AddtlRmtInf').map((more) => more.text.trim()),
    ]),
  ].filter((part) => part !== '');
}

function creditorReferenceOf(node: XmlNode): string | null {
  const references = all(find(node, 'RmtInf'), 'Strd').flatMap((each) => textAt(each, 'CdtrRefInf', 'Ref') ?? []);
  return references[0] ?? null;
}

// The documents that have an amount of their own; the numbers of the others are in the text only.
function documentsOf(node: XmlNode): Transaction['documents'] {
  return all(find(node, 'RmtInf'), 'Strd').flatMap((each) => {
    const numbers = all(each, 'RfrdDocInf').flatMap((document) => textAt(document, 'Nb') ?? []);
    const paid =
      statedMoney(find(each, 'RfrdDocAmt', 'RmtdAmt')) ?? statedMoney(find(each, 'RfrdDocAmt', 'DuePyblAmt'));
    const [number] = numbers;
    return numbers.length === 1 && number !== undefined && paid ? [{ number, paid }] : [];
  });
}
