// Entry of the bundle: the workflows that a worker registers by name.
export { collectInvoice } from './collect-invoice.ts';
export { contactCustomer } from './contact-customer.ts';
export { movePolicy } from './move-policy.ts';
