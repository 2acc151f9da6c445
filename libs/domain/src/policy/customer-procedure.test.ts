import { describe, expect, it } from '@jest/globals';
import {
  customerProcedureSchema,
  missingNeeds,
  NO_PROCEDURE,
  readProcedure,
  type InvoiceNeed,
} from './customer-procedure.ts';

const none = { purchaseOrder: null, deliveryNote: null, portalReference: null };

describe('what an invoice lacks', () => {
  it.each<[InvoiceNeed[], Partial<typeof none> | Record<string, string>, InvoiceNeed[]]>([
    [[], {}, []],
    [['order-number'], {}, ['order-number']],
    [['order-number'], { purchaseOrder: '  ' }, ['order-number']],
    [['order-number'], { purchaseOrder: 'PO-77' }, []],
    [['portal', 'delivery-note'], { deliveryNote: 'A-1' }, ['portal']],
    [['portal', 'order-number'], {}, ['order-number', 'portal']],
    [['portal'], { portalReference: 'X-9' }, []],
  ])('of %j, with %j: %j', (needs, papers, missing) => {
    expect(missingNeeds({ needs }, { ...none, ...papers })).toEqual(missing);
  });
});

describe('a procedure as it is stored', () => {
  it('is read back as it was written, whatever the order of its keys', () => {
    const written = { payRun: { daysOfMonth: [10] }, cutOffDay: 20, needs: ['portal'] };
    expect(JSON.stringify(readProcedure(written))).toBe(
      JSON.stringify({ needs: ['portal'], cutOffDay: 20, payRun: { daysOfMonth: [10] } }),
    );
  });
  it.each([[null], ['?'], [{ needs: ['a stamp'] }], [{ cutOffDay: 32 }], [{ payRun: { weekdays: [] } }]])(
    'asks for nothing when it is %j',
    (stored) => {
      expect(readProcedure(stored)).toEqual(NO_PROCEDURE);
      if (stored !== null) expect(customerProcedureSchema.safeParse(stored).success).toBe(false);
    },
  );
});
