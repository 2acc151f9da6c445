import type { PortalAct } from '@puntual/domain/portal/portal-acts';
import { parseAmount } from '@puntual/domain/money/amount';
import { optedOutOf } from '@puntual/casework/facts/opted-out';
import { contactVersion } from '@puntual/casework/people/contacts/change-contact';
import { offerPlansFor } from '@puntual/casework/people/payment-plans';
import { consequencesFor } from '@puntual/casework/portal/chosen-invoices';
import type { PortalVisitor } from '@puntual/casework/portal-links/portal-links';
import { findOrganization } from '@puntual/casework/record/organization';
import { loadStatement } from '@puntual/casework/statements/load-statement';
import type { Tx } from '@puntual/db/database';
import { planAsShown } from '../customers/customer-plan-work.ts';
import { customerPlanJob } from '../customers/customer-plan-job.ts';
import type { ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { INVOICES_PLANNED_AT_ONCE } from '../http/limits.ts';
import { html } from '../http/page.ts';
import { statementPdfJob } from '../statements/statement-pdf-job.ts';
import { statementProps } from '../statements/statement-document.ts';
import type { HeavyWork } from '../threads/heavy-work.ts';
import { accountBody, accountTitle, pager } from './account-page.ts';
import type { ActOnPage, OwnData } from './act-page.ts';
import { historyBody, nextBody } from './next-page.ts';
import { payBody } from './pay-page.ts';
import { amountAsWritten, rowIds } from './portal-form.ts';
import { portalPage, spokenLanguage } from './portal-look.ts';
import { readChosen, readHead, readOpenInvoices, readSums, type PortalHead } from './read-account.ts';
import { readEvents } from './read-events.ts';
import type { Visit } from './visit.ts';

/** Messages that the page of what comes next shows. */
const PLANNED = 5;

/** The pages that a visitor reads, and what the forms of the acts show. Nothing here changes anything. */
export class PortalPages {
  private readonly parts: ApiParts;
  private readonly heavy: HeavyWork;

  constructor(parts: ApiParts, heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  /** The organization and the customer of a page. */
  head(tx: Tx, visitor: PortalVisitor): Promise<PortalHead> {
    return readHead(tx, visitor, this.parts.clock.now());
  }

  async account({ visitor, look }: Visit, page: number): Promise<string> {
    return this.read(visitor, async (tx, head) => {
      const { today } = head;
      const sums = await readSums(tx, visitor, today);
      const open = await readOpenInvoices(tx, visitor, { page, today });
      const title = accountTitle(look, sums);
      return portalPage(look, { head, title, section: 'account', body: accountBody(look, { ...open, sums, page }) });
    });
  }

  /** How to pay the chosen invoices; with `pays`, a part of the only one. */
  async pay({ visitor, look }: Visit, query: Readonly<Record<string, unknown>>): Promise<string> {
    return this.read(visitor, async (tx, head) => {
      const chosen = await readChosen(tx, visitor, { ids: rowIds(query['invoice']), today: head.today });
      const [first] = chosen;
      const pays = typeof query['pays'] === 'string' && first && chosen.length === 1 ? query['pays'] : null;
      const part = pays === null || !first ? null : amountAsWritten(pays, first.currency, 'en');
      const minor = part === null || !first ? null : parseAmount(part, first.currency);
      const set = chosen.map((invoice) => ({
        invoice,
        minor: minor !== null && minor < invoice.dueMinor ? minor : invoice.dueMinor,
      }));
      const body = set.length === 0 ? html`<p>${look.words.faults['nothing-chosen']}</p>` : payBody(look, head, set);
      const back = html`${body}
        <p><a href="${look.at('')}">${look.words.back}</a></p>`;
      return portalPage(look, { head, title: look.words.acts.pay, section: null, body: back });
    });
  }

  async history({ visitor, look }: Visit, page: number): Promise<string> {
    return this.read(visitor, async (tx, head) => {
      const { events, more } = await readEvents(tx, visitor, page);
      const body = html`${historyBody(look, events)} ${pager(look, 'history', { page, more })}`;
      return portalPage(look, { head, title: look.words.history, section: 'history', body });
    });
  }

  /** What comes next, by the plan that the organization's people see too. */
  async next({ visitor, look }: Visit): Promise<string> {
    const { organizationId, customerRowId } = visitor;
    const { head, timeZone, open } = await this.read(visitor, async (tx, read) => ({
      head: read,
      timeZone: (await tx.organization.findUniqueOrThrow({ where: { id: organizationId } })).timeZone,
      open: await tx.invoice.count({ where: { customerId: customerRowId, status: 'open' } }),
    }));
    const options = { customerRowId, mostMessages: PLANNED, gatherMs: this.parts.settings.PUNTUAL_MESSAGE_WINDOW };
    const organization = { id: organizationId, timeZone };
    const input = { organization, options, language: look.language, now: this.parts.clock.now() };
    const plan = await (open > INVOICES_PLANNED_AT_ONCE
      ? this.heavy.make(customerPlanJob, { organizationId, input })
      : planAsShown(this.parts.database, input));
    return portalPage(look, { head, title: look.words.next, section: 'next', body: nextBody(look, plan) });
  }

  /** The statement of today as a PDF. */
  async statement({ visitor }: Visit): Promise<Buffer> {
    const { organizationId, customerRowId } = visitor;
    const organization = await findOrganization(this.parts.database, visitor.slug);
    const found = await this.parts.database.inOrganization(organizationId, (tx) =>
      loadStatement(tx, customerRowId, { on: null, knownAt: null }, this.parts.clock.now()),
    );
    if (!organization || !found) throw notFound();
    const input = statementProps({ ...found, knownAt: null, organization }, visitor.language);
    return Buffer.from(await this.heavy.make(statementPdfJob, { organizationId, input }));
  }

  /** What the form of an act about these invoices (row ids) shows. */
  async formData(
    { visitor }: Visit,
    act: PortalAct,
    ids: readonly string[],
  ): Promise<Pick<ActOnPage, 'invoices' | 'consequences' | 'offers' | 'contact'> & { readonly head: PortalHead }> {
    const now = this.parts.clock.now();
    const data = await this.read(visitor, async (tx, head) => {
      const all = ids.length === 0 ? [] : await readChosen(tx, visitor, { ids, today: head.today });
      // An assigned invoice is its factor's business.
      const invoices = all.filter(({ assigned }) => !assigned);
      const rows = await tx.invoice.findMany({ where: { id: { in: invoices.map(({ id }) => id) } } });
      const consequences = await consequencesFor(tx, visitor, rows, now);
      return { head, invoices, consequences, contact: await ownData(tx, visitor), rows };
    });
    const { rows, ...shown } = data;
    return { ...shown, offers: act === 'plan' && rows.length > 0 ? await this.offers(visitor, rows, now) : [] };
  }

  private async offers(
    { organizationId, customerRowId }: PortalVisitor,
    rows: readonly { readonly invoiceId: string }[],
    now: number,
  ): Promise<ActOnPage['offers']> {
    const invoiceIds = rows.map(({ invoiceId }) => invoiceId);
    const asked = { customerRowId, invoiceIds, charges: 'included' } as const;
    const offered = await offerPlansFor(this.parts.database, organizationId, asked, now);
    return offered.result === 'done' ? offered.offers : [];
  }

  private read<T>(visitor: PortalVisitor, work: (tx: Tx, head: PortalHead) => Promise<T>): Promise<T> {
    return this.parts.database.inOrganization(
      visitor.organizationId,
      async (tx) => work(tx, await this.head(tx, visitor)),
      { readOnly: true },
    );
  }
}

async function ownData(tx: Tx, { contact, customerRowId, language }: PortalVisitor): Promise<OwnData | null> {
  const row = contact && (await tx.contact.findUnique({ where: { id: contact.id } }));
  if (!row) return null;
  const where = { customerId: customerRowId, contactId: row.contactId };
  const out = optedOutOf(row.contactId, await tx.optOut.findMany({ where }));
  return {
    name: row.name,
    email: row.email,
    phone: row.phone,
    language: spokenLanguage(language),
    byEmail: row.channels.includes('email') && !out.has('email'),
    bySms: row.channels.includes('sms') && !out.has('sms'),
    version: contactVersion(row),
  };
}
