import { describe, expect, it } from '@jest/globals';
import { payRunFor } from './pay-run.ts';

const invoice = (issuedOn: string, dueOn: string) => ({ issuedOn, dueOn });

describe('the first pay run that an invoice can meet', () => {
  it.each([
    // Days of the month.
    [{ payRun: { daysOfMonth: [10, 25] } }, '2026-11-01', '2026-12-01', '2026-12-10'],
    [{ payRun: { daysOfMonth: [10, 25] } }, '2026-11-01', '2026-12-10', '2026-12-10'],
    [{ payRun: { daysOfMonth: [25, 10] } }, '2026-11-01', '2026-12-11', '2026-12-25'],
    [{ payRun: { daysOfMonth: [5] } }, '2026-11-01', '2026-12-31', '2027-01-05'],
    // A day that the month does not have is its last one.
    [{ payRun: { daysOfMonth: [31] } }, '2027-01-01', '2027-02-10', '2027-02-28'],
    [{ payRun: { daysOfMonth: [30] } }, '2028-01-01', '2028-02-10', '2028-02-29'],
    // Weekdays: 2026-12-03 is a Thursday.
    [{ payRun: { weekdays: [4] } }, '2026-11-01', '2026-12-01', '2026-12-03'],
    [{ payRun: { weekdays: [1, 5] } }, '2026-11-01', '2026-12-05', '2026-12-07'],
    [{ payRun: { weekdays: [5], daysOfMonth: [15] } }, '2026-11-01', '2026-12-12', '2026-12-15'],
    // The cut-off: what is issued after it is booked only on the next one.
    [{ cutOffDay: 20, payRun: { daysOfMonth: [25] } }, '2026-11-20', '2026-11-24', '2026-11-25'],
    [{ cutOffDay: 20, payRun: { daysOfMonth: [25] } }, '2026-11-21', '2026-11-24', '2026-12-25'],
    [{ cutOffDay: 20, payRun: { daysOfMonth: [25] } }, '2026-11-21', '2026-12-30', '2027-01-25'],
    [{ cutOffDay: 31, payRun: { weekdays: [1] } }, '2027-02-10', '2027-02-12', '2027-03-01'],
  ])('of %j, issued on %s and due on %s: %s', (days, issuedOn, dueOn, expected) => {
    expect(payRunFor(days, invoice(issuedOn, dueOn))).toBe(expected);
  });
  it('is none where no run is known, with a cut-off day or without', () => {
    expect(payRunFor({}, invoice('2026-11-01', '2026-12-01'))).toBeNull();
    expect(payRunFor({ cutOffDay: 20, payRun: {} }, invoice('2026-11-01', '2026-12-01'))).toBeNull();
  });
});
