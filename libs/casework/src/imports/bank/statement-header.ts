import type { StatementHead } from './entry-lines.ts';
import { dateText, dayOf } from './entry-day.ts';
import { textAt, type XmlNode } from './xml-tree.ts';

const EMPTY = { account: '', currency: '', day: null };

/** Collects what stands in a statement before its entries. */
export class StatementHeader {
  private messageIds: readonly string[] = [];
  private statementIds: string[] = [];
  private head: Omit<StatementHead, 'ownIds'> = EMPTY;
  private days: { balance?: string; period?: string; created?: string } = {};

  /** A message begins: nothing of the one before counts for it. */
  startMessage(): void {
    this.messageIds = [];
    this.startStatement();
  }

  /** A statement of the message begins. */
  startStatement(): void {
    this.head = EMPTY;
    this.statementIds = [];
    this.days = {};
  }

  /** Takes an element of the message or of its statement. */
  take(node: XmlNode): void {
    switch (node.name) {
      case 'GrpHdr':
        this.messageIds = [textAt(node, 'MsgId') ?? ''];
        return;
      case 'Acct':
        this.head = {
          ...this.head,
          account: textAt(node, 'Id', 'IBAN') ?? textAt(node, 'Id', 'Othr', 'Id') ?? '',
          currency: textAt(node, 'Ccy') ?? '',
        };
        return;
      case 'Bal':
        if (['CLBD', 'CLAV'].includes(textAt(node, 'Tp', 'CdOrPrtry', 'Cd') ?? ''))
          this.days.balance ??= dateText(node, 'Dt') ?? '';
        return;
      case 'FrToDt':
        this.days.period = textAt(node, 'ToDtTm') ?? '';
        return;
      case 'CreDtTm':
        this.days.created = node.text.trim();
        return;
      default:
        // The ids and numbers of the statement.
        this.statementIds.push(node.text.trim());
    }
  }

  /** What the entries of the statement need of it. */
  statement(): StatementHead {
    const { balance, period, created } = this.days;
    return {
      ...this.head,
      day: [balance, period, created].find((day) => day !== undefined && dayOf(day) !== null) ?? null,
      ownIds: new Set([...this.messageIds, ...this.statementIds].filter((id) => id !== '')),
    };
  }
}
