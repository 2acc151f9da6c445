import { customer, issued, paid } from '../builders/events.ts';
import { withClient } from '@puntual/sandbox/prepare-database';
import type { TestDatabase } from '../database/test-database.ts';
import { waiveCharge } from '@puntual/casework/contact/waive-charge';
import type { ReservedMessage } from '@puntual/casework/contact/gate-run';
import { setDefaultPolicy } from '@puntual/casework/policies/give-policy';
import { publishPolicy } from '@puntual/casework/policies/publish-policy';
import { saveDraft } from '@puntual/casework/policies/save-draft';
import { at, CaseWorld } from './case-world.ts';
import { TEMPLATES } from '@puntual/domain/policy/vocabulary';
import type { Verdict } from '@puntual/casework/intake/verdict';

/** Noon of a day in Madrid, when every test customer may be contacted. */
export const noon = (on: string) => at(`${on} 12:00`);

/** A fee of 12.00 with the demand, and ten per cent a year by contract. */
const FEE_AND_INTEREST = {
  interest: { regime: 'contractual', percentPerYear: '10' },
  lateFee: { amount: '12.00', stages: ['demand'] },
};

/** A world with a policy that charges fees and interest, and sends demands on the given days and nothing else. */
export class ChargeWorld extends CaseWorld {
  /** Publishes the policy and makes it the default. `demandDays` are calendar days after the due date. */
  async policy(charges: object, demandDays: readonly number[], on: string, more: object = {}): Promise<void> {
    const steps = demandDays.map((day, index) => ({
      id: index === 0 ? 'demand' : `demand-${index + 1}`,
      day,
      stage: 'demand',
      do: 'send',
      template: 'demand',
      severity: 'firm',
      channels: ['email'],
    }));
    const document = {
      key: 'charging',
      name: { en: 'Charging', es: 'Con cargos' },
      calendar: { holidays: 'none', window: ['09:00', '17:30'], weekdays: [1, 2, 3, 4, 5, 6, 7] },
      contact: { minDaysBetween: 1, channels: ['email'] },
      steps,
      charges,
      ...more,
    };
    const saved = await saveDraft(this.database, this.actor, document, noon(on));
    if (saved.result !== 'saved') throw new Error(JSON.stringify(saved));
    await publishPolicy(
      this.database,
      this.actor,
      { key: 'charging', mode: 'new-only', templates: { en: TEMPLATES, es: TEMPLATES } },
      noon(on),
    );
    await setDefaultPolicy(this.database, this.actor, 'charging', noon(on));
  }

  /** Moves the organization to another country, whose law then applies to its claims. Call it before anything else. */
  async livesIn(db: Pick<TestDatabase, 'ownerUrl'>, country: string): Promise<void> {
    await withClient(db.ownerUrl, (client) =>
      client.query('UPDATE organization SET country = $2 WHERE id = $1', [this.organization.id, country]),
    );
  }

  /** Creates a customer with one invoice, and evaluates its case once. */
  async owes(data: Parameters<typeof issued>[0], who: Parameters<typeof customer>[0] = {}): Promise<void> {
    const on = data?.issueDate ?? '2026-11-01';
    await this.take([customer(who), issued(data)], noon(on));
    await this.evaluate(noon(on), data?.invoiceId ?? 'INV-1');
  }

  /** Evaluates the case, which requests its step of the day, and sends the message. */
  async demand(on: string, invoiceId = 'INV-1'): Promise<ReservedMessage> {
    await this.evaluate(noon(on), invoiceId);
    return this.send(noon(on));
  }

  /**
   * Creates an invoice of 1,000.00 due on 2026-02-01, demanded twenty days later with a fee of 12.00 and interest of
   * 5.48; a second demand would follow on the fortieth day. `more` holds further parts of the policy.
   */
  async owesWithCharges(whenPrincipalPaid: 'waive' | 'demand', more: object = {}): Promise<ReservedMessage> {
    await this.policy({ ...FEE_AND_INTEREST, whenPrincipalPaid }, [20, 40], '2026-01-02', more);
    await this.owes(
      { total: '1000.00', issueDate: '2026-01-05', dueDate: '2026-02-01' },
      { contacts: [{ contactId: 'k1', name: 'A', email: 'a@x.example', channels: ['email'] }] },
    );
    return this.demand('2026-02-21');
  }

  /** Records a payment on 2026-02-25 for the invoice INV-1, unless `more` says otherwise. */
  pays(amount: string, more: Parameters<typeof paid>[0] = {}): Promise<Verdict[]> {
    return this.take(
      [paid({ amount, receivedOn: '2026-02-25', reference: 'F-2026/INV-1', ...more })],
      noon('2026-02-25'),
    );
  }

  waive(chargeId: string, on: string, reason = 'goodwill', invoiceId = 'INV-1') {
    return this.invoice(invoiceId).then((invoice) =>
      waiveCharge(this.database, this.actor, { invoiceRowId: invoice.id, chargeId, reason }, noon(on)),
    );
  }

  charges(): Promise<
    {
      id: string;
      key: string;
      kind: string;
      amount_minor: bigint;
      open_minor: bigint;
      on: string;
      state: string;
      how: Record<string, unknown>;
    }[]
  > {
    return this.query(
      'SELECT id, key, kind, amount_minor, open_minor, charged_on::text AS on, state, how FROM charge ORDER BY id',
    );
  }

  /** The ledger entries of an invoice as `day kind amount`, and the kind of charge they belong to, if any. */
  async ledger(invoiceId = 'INV-1'): Promise<string[]> {
    const rows = await this.query<{ kind: string; amount_minor: bigint; on: string; charge: string | null }>(
      `
        SELECT e.kind, e.amount_minor, e.entry_on::text AS on, c.kind AS charge
        FROM entry e
        JOIN invoice i ON i.id = e.invoice_id
        LEFT JOIN charge c ON c.id = e.charge_id
        WHERE i.invoice_id = $1
        ORDER BY e.created_at, e.id`,
      invoiceId,
    );
    return rows.map(
      (row) => `${row.on} ${row.kind} ${row.amount_minor}${row.charge === null ? '' : ` of ${row.charge}`}`,
    );
  }

  /** The open principal and charges in the columns of the invoice. Throws when its entries add up to other sums. */
  async balance(invoiceId = 'INV-1'): Promise<{ open: bigint; charges: bigint; status: string }> {
    const row = await this.one<{ open: bigint; charges: bigint; status: string; principal: bigint; beside: bigint }>(
      `
        SELECT i.open_minor AS open, i.charges_minor AS charges, i.status,
          coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NULL), 0)::bigint AS principal,
          coalesce(sum(e.amount_minor) FILTER (WHERE e.charge_id IS NOT NULL), 0)::bigint AS beside
        FROM invoice i
        LEFT JOIN entry e ON e.invoice_id = i.id
        WHERE i.invoice_id = $1
        GROUP BY i.id`,
      invoiceId,
    );
    if (row.open !== row.principal || row.charges !== row.beside) {
      const sums = [row.open, row.principal, row.charges, row.beside].map(String);
      throw new Error(`the columns of ${invoiceId} are not the sums of its entries: ${JSON.stringify(sums)}`);
    }
    return { open: row.open, charges: row.charges, status: row.status };
  }
}
