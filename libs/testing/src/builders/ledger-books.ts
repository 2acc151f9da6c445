import type { CustomerBook } from '@puntual/domain/ledger/book-records';
import { Books } from '@puntual/domain/ledger/books';

/** Empty books of the customers `C` and `D`, who live in Madrid; rows are named `row-0`, `row-1` and so on. */
export function sampleBooks(): Books {
  let rows = 0;
  const books = new Books(() => `row-${rows++}`);
  for (const customerId of ['C', 'D']) {
    const customer: CustomerBook = { id: customerId, customerId, timeZone: 'Europe/Madrid', currency: 'EUR' };
    books.customers.set(customerId, customer);
  }
  return books;
}
