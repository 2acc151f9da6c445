import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PORTAL_ACTS, type PortalAct, type PortalOutcome } from '@puntual/domain/portal/portal-acts';
import { sayRefusal } from '@puntual/domain/refusals/say-refusal';
import type { PortalRefusal } from '@puntual/casework/portal/act-once';
import { findPortalVisitor } from '@puntual/casework/portal-links/portal-links';
import { newId } from '@puntual/db/ids';
import { clientNetwork } from '../auth/client-network.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound, tooManyRequests } from '../http/api-problem.ts';
import type { HttpRequest, HttpResponse } from '../http/http.ts';
import { asRowId } from '../http/ids.ts';
import { languageOf } from '../http/language.ts';
import { PORTAL_AT_ONCE, PORTAL_FORM_BYTES, PORTAL_FORMS_AT_ONCE, PORTAL_PER_SECOND } from '../http/limits.ts';
import { html } from '../http/page.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { actBody } from './act-page.ts';
import { doneBody } from './done-page.ts';
import { readForm, rowIds, type PortalInput } from './portal-form.ts';
import { lookOf, portalPage, strangerPage, type Look } from './portal-look.ts';
import { PortalPages } from './portal-pages.ts';
import type { PortalFault } from './portal-text.ts';
import { portalWords } from './portal-words.ts';
import { takeAct } from './take-act.ts';
import { keepPrivate, refuseOtherSites, type Visit } from './visit.ts';

/**
 * The customer's portal: plain pages that need neither an account nor scripts. Opening a page changes nothing, because
 * link scanners open links too; only a form that its button sends does.
 */
@ApiExcludeController()
@Controller('portal')
export class PortalController {
  private readonly parts: ApiParts;
  private readonly pages: PortalPages;
  private readonly requests = new RateLimit(PORTAL_AT_ONCE, PORTAL_PER_SECOND);
  private formsBeingRead = 0;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.pages = new PortalPages(parts, heavy);
  }

  /** The account. Throws 429 `too-many-requests`, as all pages do. */
  @Get(':token')
  async account(
    @Param('token') token: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const visit = await this.visit(request, response, token);
    if (visit) sendHtml(response, 200, await this.pages.account(visit, pageOf(query['page'])));
  }

  /** A page of the portal by its name, or the form of an act about the chosen invoices. Throws 404 `not-found`. */
  @Get(':token/:page')
  async show(
    @Param() { token = '', page: name = '' }: Readonly<Record<string, string>>,
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const visit = await this.visit(request, response, token);
    if (!visit) return;
    const act = PORTAL_ACTS.find((each) => each === name);
    if (name === 'statement.pdf') {
      const pdf = await this.pages.statement(visit);
      response.setHeader('content-disposition', 'attachment; filename="statement.pdf"');
      response.status(200).type('application/pdf').send(pdf);
    } else if (name === 'pay') sendHtml(response, 200, await this.pages.pay(visit, query));
    else if (name === 'next') sendHtml(response, 200, await this.pages.next(visit));
    else if (name === 'history') sendHtml(response, 200, await this.pages.history(visit, pageOf(query['page'])));
    else if (act) sendHtml(response, 200, await this.actPage(visit, act, { ids: rowIds(query['invoice']) }));
    else throw notFound();
  }

  /** What became of a form that was sent. Throws 404 `not-found` for a form that was not. */
  @Get(':token/done/:form')
  async done(
    @Param('token') token: string,
    @Param('form') form: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    const visit = await this.visit(request, response, token);
    if (!visit) return;
    const { visitor, look } = visit;
    const formId = asRowId(form);
    const [act, head] = await this.parts.database.inOrganization(visitor.organizationId, async (tx) => [
      formId && (await tx.portalAct.findUnique({ where: { linkId_formId: { linkId: visitor.linkId, formId } } })),
      await this.pages.head(tx, visitor),
    ]);
    if (!act || typeof act === 'string') throw notFound();
    const body = doneBody(look, act.became as unknown as PortalOutcome);
    sendHtml(response, 200, portalPage(look, { head, title: look.words.did.title, section: null, body }));
  }

  /**
   * Does what a form asks for, once, and leads to the page that says what became of it. Throws 403 `cross-site` for a
   * form of another site, 429 when too many forms arrive at once, and as `readForm` does.
   */
  @Post(':token/:page')
  @HttpCode(200)
  async act(
    @Param('token') token: string,
    @Param('page') name: string,
    @Req() request: HttpRequest,
    @Res() response: HttpResponse,
  ): Promise<void> {
    refuseOtherSites(request);
    const visit = await this.visit(request, response, token);
    if (!visit) return;
    const act = PORTAL_ACTS.find((each) => each === name);
    if (!act) throw notFound();
    const input = await this.readForm(request);
    const formId = asRowId(input.text('form', 36));
    const ids = input.invoices;
    if (formId === null) {
      sendHtml(response, 422, await this.actPage(visit, act, { ids, input, fault: 'form-broken' }));
      return;
    }
    const { invoices, offers } = await this.pages.formData(visit, act, ids);
    const times = { now: this.parts.clock.now(), realMs: Date.now() };
    const form = { visitor: visit.visitor, formId, files: input.files, ...times };
    const taken = await takeAct[act](this.parts.database, { input, look: visit.look, invoices, offers, form });
    if (taken.result === 'done') {
      response.redirect(303, visit.look.at(`done/${formId}`));
      return;
    }
    if (taken.result === 'spent') {
      sendSpent(request, response);
      return;
    }
    const fault = taken.result === 'fault' ? taken.fault : taken.refusal;
    sendHtml(response, 422, await this.actPage(visit, act, { ids, input, fault, formId }));
  }

  private async actPage(
    visit: Visit,
    act: PortalAct,
    {
      ids,
      input,
      fault,
      formId = newId(),
    }: {
      readonly ids: readonly string[];
      readonly input?: PortalInput;
      readonly fault?: PortalFault | PortalRefusal;
      readonly formId?: string;
    },
  ): Promise<string> {
    const { look } = visit;
    const data = await this.pages.formData(visit, act, ids);
    const needsChoice = act !== 'contact' && act !== 'copy' && act !== 'remittance';
    const missing = needsChoice && data.invoices.length === 0 && fault === undefined ? 'nothing-chosen' : fault;
    const entered = (name: string) => (input ? input.text(name, 4000) : null);
    const body = actBody(look, { ...data, act, formId, entered, fault: faultText(look, missing) });
    const section = act === 'contact' ? 'ownData' : null;
    return portalPage(look, { head: data.head, title: look.words.acts[act], section, body });
  }

  private async readForm(request: HttpRequest): Promise<PortalInput> {
    if (this.formsBeingRead >= PORTAL_FORMS_AT_ONCE) throw tooManyRequests(1);
    this.formsBeingRead++;
    try {
      return await readForm(request, PORTAL_FORM_BYTES);
    } finally {
      this.formsBeingRead--;
    }
  }

  // Null: the link does not work, and the answer says so.
  private async visit(request: HttpRequest, response: HttpResponse, token: string): Promise<Visit | null> {
    keepPrivate(response);
    const seconds = this.requests.take(clientNetwork(request.ip));
    if (seconds > 0) throw tooManyRequests(seconds);
    const visitor = await findPortalVisitor(this.parts.database, token, Date.now());
    if (!visitor) {
      sendSpent(request, response);
      return null;
    }
    return { visitor, look: lookOf(visitor.language, token) };
  }
}

function sendHtml(response: HttpResponse, status: number, text: string): void {
  response.status(status).type('html').send(text);
}

// An unknown, expired or revoked link, and that of a contact who is gone, are answered alike.
function sendSpent(request: HttpRequest, response: HttpResponse): void {
  const language = languageOf(request);
  const words = portalWords(language);
  const body = html`<p>${words.spent}</p>
    <p><a class="button main" href="/portal/renew">${words.renewTitle}</a></p>`;
  sendHtml(response, 410, strangerPage(language, words.spentTitle, body));
}

function pageOf(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1;
}

function faultText({ words, language }: Look, fault: PortalFault | PortalRefusal | undefined): string | null {
  if (fault === undefined) return null;
  if (typeof fault === 'string') return words.faults[fault];
  return 'values' in fault ? sayRefusal(fault, language) : words.faults[fault.code];
}
