import { describe, expect, it } from '@jest/globals';
import { contactWorkflowId, customerOfContact, invoiceWorkflowId } from './workflow-ids.ts';

describe('whose contact a workflow is', () => {
  it.each(['C-1', 'ES/4711', '/', 'contact/demo/C-1', 'Müller & Söhne\n2'])(
    'finds the customer %p in the id that is made of it',
    (customerId) => {
      expect(customerOfContact(contactWorkflowId('demo', customerId))).toEqual({ slug: 'demo', customerId });
    },
  );

  it.each([invoiceWorkflowId('demo', 'contact/demo/C-1'), 'contact/demo', 'contact/demo/', 'contact//C-1', ''])(
    'refuses %p',
    (workflowId) => {
      expect(() => customerOfContact(workflowId)).toThrow("is no customer's contact");
    },
  );
});
