import type { Books } from './books.ts';
import { amendAny, cancelAny, issueInstalments, issueOne } from './instalments.ts';
import type { Applied, LedgerCommand } from './ledger-command.ts';
import { receiveCreditNote, receivePayment } from './receive-money.ts';
import { refundCredit } from './refund-credit.ts';
import { reversePayment } from './reverse-payment.ts';

/** Applies one command to the books. Throws when the books lack the command's customer. */
export function applyCommand(books: Books, command: LedgerCommand): Applied {
  books.actor = command.actor;
  books.cause = command.cause;
  switch (command.type) {
    case 'issue-invoice':
      return issueOne(books, command);
    case 'issue-instalments':
      return issueInstalments(books, command);
    case 'amend-invoice':
      return amendAny(books, command);
    case 'cancel-invoice':
      return cancelAny(books, command);
    case 'receive-payment':
      return receivePayment(books, command);
    case 'receive-credit-note':
      return receiveCreditNote(books, command);
    case 'reverse-payment':
      return reversePayment(books, command);
    case 'refund-credit':
      return refundCredit(books, command);
  }
}
