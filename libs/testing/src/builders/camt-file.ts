/** The fields of a sample transaction; all are optional. */
export interface SampleTransaction {
  readonly amount?: string;
  readonly currency?: string;
  readonly text?: string;
  readonly ref?: string;
  readonly endToEnd?: string;
  readonly payer?: string;
  readonly payerIban?: string;
  readonly instructed?: readonly [string, string];
  readonly returned?: boolean;
  /** Further elements within RmtInf. */
  readonly structured?: string;
}

export interface SampleEntry {
  readonly amount: string;
  readonly currency?: string;
  readonly side?: 'CRDT' | 'DBIT';
  readonly on?: string;
  readonly reversal?: boolean;
  readonly status?: string;
  readonly ref?: string;
  readonly count?: number;
  readonly info?: string;
  readonly transactions?: readonly SampleTransaction[];
}

/** A camt file for tests. Parties and states have another place from version 8 on. */
export function camtFile(
  entries: readonly SampleEntry[],
  options: {
    readonly message?: '052' | '053' | '054';
    readonly version?: number;
    readonly prefix?: string;
    readonly iban?: string;
  } = {},
): string {
  const { message = '053', version = 2, prefix = '', iban = 'ES9121000418450200051332' } = options;
  const [root, group] = {
    '052': ['BkToCstmrAcctRpt', 'Rpt'],
    '053': ['BkToCstmrStmt', 'Stmt'],
    '054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
  }[message] as [string, string];
  const body =
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.${message}.001.${String(version).padStart(2, '0')}">` +
    `<${root}><GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-20T06:00:00</CreDtTm></GrpHdr>` +
    `<${group}><Id>S-1</Id><Acct><Id><IBAN>${iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>` +
    `${entries.map((entry) => camtEntry(entry, version)).join('')}</${group}></${root}></Document>`;
  const named =
    prefix === '' ? body : body.replace(/<(\/?)(\w+)/g, `<$1${prefix}:$2`).replace('xmlns=', `xmlns:${prefix}=`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${named}`;
}

/** One entry of such a file. */
export function camtEntry(entry: SampleEntry, version: number): string {
  const { side = 'CRDT', currency = 'EUR', on = '2026-11-19', status = 'BOOK', transactions = [] } = entry;
  const batch = entry.count === undefined ? '' : `<Btch><NbOfTxs>${entry.count}</NbOfTxs></Btch>`;
  const details = transactions.map((each) => transactionOf(each, side, entry, version)).join('');
  return [
    `<Ntry><Amt Ccy="${currency}">${entry.amount}</Amt><CdtDbtInd>${side}</CdtDbtInd>`,
    entry.reversal ? '<RvslInd>true</RvslInd>' : '',
    `<Sts>${version >= 8 ? `<Cd>${status}</Cd>` : status}</Sts>`,
    `<BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${on}</Dt></ValDt>`,
    `${tag('AcctSvcrRef', entry.ref)}<BkTxCd/>`,
    batch === '' && details === '' ? '' : `<NtryDtls>${batch}${details}</NtryDtls>`,
    `${tag('AddtlNtryInf', entry.info)}</Ntry>`,
  ].join('');
}

function transactionOf(each: SampleTransaction, side: string, entry: SampleEntry, version: number): string {
  const party = side === 'CRDT' ? 'Dbtr' : 'Cdtr';
  const name = tag('Nm', each.payer);
  const amount =
    each.amount === undefined ? '' : `<Amt Ccy="${each.currency ?? entry.currency ?? 'EUR'}">${each.amount}</Amt>`;
  const instructed = each.instructed
    ? `<InstdAmt><Amt Ccy="${each.instructed[1]}">${each.instructed[0]}</Amt></InstdAmt>`
    : '';
  // Before version 4 a transaction has its amount in AmtDtls.
  const amounts =
    version < 4
      ? `<AmtDtls>${instructed}${amount === '' ? '' : `<TxAmt>${amount}</TxAmt>`}</AmtDtls>`
      : `${amount}<CdtDbtInd>${side}</CdtDbtInd>${instructed === '' ? '' : `<AmtDtls>${instructed}</AmtDtls>`}`;
  const payer = name === '' ? '' : `<${party}>${version >= 8 ? `<Pty>${name}</Pty>` : name}</${party}>`;
  const account =
    each.payerIban === undefined ? '' : `<${party}Acct><Id><IBAN>${each.payerIban}</IBAN></Id></${party}Acct>`;
  const hasRemittance = each.text !== undefined || each.structured !== undefined;
  return [
    `<TxDtls><Refs>${tag('AcctSvcrRef', each.ref)}${tag('EndToEndId', each.endToEnd)}</Refs>`,
    `${amounts}<RltdPties>${payer}${account}</RltdPties>`,
    hasRemittance ? `<RmtInf>${tag('Ustrd', each.text)}${each.structured ?? ''}</RmtInf>` : '',
    `${each.returned ? '<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>' : ''}</TxDtls>`,
  ].join('');
}

function tag(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
}
