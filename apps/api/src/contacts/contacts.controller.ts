import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { settleConflict, stateContact, type ContactResult } from '@puntual/casework/people/contacts/change-contact';
import { sendToCustomer } from '@puntual/casework/people/send-to-customer';
import {
  addContactSchema,
  askedMessageSchema,
  changeContactSchema,
  confirmedContactSchema,
  contactListSchema,
  sendToCustomerSchema,
  settleConflictSchema,
  type ConfirmedContactView,
} from '@puntual/contracts/api/contacts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { anyIdSchema } from '../http/ids.ts';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { readContacts } from './show-contact.ts';

/** Contacts as persons confirm them, and messages that a customer asks a person for. */
@ApiTags('customers')
@Controller('v1/customers')
export class ContactsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get(':id/contacts')
  @ApiOperation({
    summary: 'The contacts of a customer, with what persons confirmed and what the ERP says instead',
  })
  @ApiOkResponse({ standardSchema: contactListSchema })
  async list(
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof contactListSchema>> {
    return { items: await this.read(caller, id) };
  }

  @Post(':id/contacts')
  @ApiOperation({
    summary: 'Add a contact that a person knows of',
    description: 'The ERP does not remove it. Steps that reached nobody are tried again.',
  })
  @ApiCreatedResponse({ standardSchema: confirmedContactSchema })
  async add(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: addContactSchema }) body: z.infer<typeof addContactSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ConfirmedContactView> {
    const { source, consents, ...fields } = body;
    const added = await stateContact(
      this.parts.database,
      actorOf(caller),
      { customerRowId: await this.rowIdOf(caller, id), fields, source, ...(consents ? { consents } : {}) },
      this.parts.clock.now(),
    );
    return this.shown(caller, id, added);
  }

  @Patch(':id/contacts/:contactId')
  @ApiOperation({
    summary: 'Correct or confirm a contact',
    description:
      'What is said counts as confirmed: an ERP update does not overwrite it, and is shown as a conflict. Steps that ' +
      'reached nobody are tried again. 409 `contact-changed` when `version` is not that of the contact any more.',
  })
  @ApiOkResponse({ standardSchema: confirmedContactSchema })
  async change(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('contactId', { schema: anyIdSchema }) contactId: string,
    @Body({ schema: changeContactSchema }) body: z.infer<typeof changeContactSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<ConfirmedContactView> {
    const { source, consents, version, ...fields } = body;
    const changed = await stateContact(
      this.parts.database,
      actorOf(caller),
      {
        customerRowId: await this.rowIdOf(caller, id),
        contactId,
        fields,
        source,
        version,
        ...(consents ? { consents } : {}),
      },
      this.parts.clock.now(),
    );
    return this.shown(caller, id, changed);
  }

  @Post(':id/contacts/:contactId/conflicts')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Settle a conflict between what a person confirmed of a contact and what the ERP says',
    description: 'With `keep: erp` the ERP’s value is stored and follows the ERP again.',
  })
  @ApiOkResponse({ standardSchema: contactListSchema })
  async settle(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('contactId', { schema: anyIdSchema }) contactId: string,
    @Body({ schema: settleConflictSchema }) body: z.infer<typeof settleConflictSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof contactListSchema>> {
    const settled = await settleConflict(
      this.parts.database,
      actorOf(caller),
      { customerRowId: await this.rowIdOf(caller, id), contactId, ...body },
      this.parts.clock.now(),
    );
    if (settled.result !== 'done') throw notFound();
    return { items: await this.read(caller, id) };
  }

  @Post(':id/messages')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a statement, copies of invoices or the way to pay at once, because the customer asks for it',
    description:
      'To one contact, at an address that a person confirmed before or reads back now (`address`). It leaves ' +
      'whatever the hour and the distance to other messages, but not to a contact that opted out of the channel, ' +
      'and not while the organization has stopped all contact. The message is archived as every other.',
  })
  @ApiAcceptedResponse({ standardSchema: askedMessageSchema })
  async send(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: sendToCustomerSchema }) body: z.infer<typeof sendToCustomerSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof askedMessageSchema>> {
    const { invoiceIds, ...send } = body;
    const sent = await sendToCustomer(
      this.parts.database,
      actorOf(caller),
      { customerRowId: await this.rowIdOf(caller, id), send, invoiceIds },
      this.parts.clock.now(),
    );
    // The body of a message has no `send` around its fields, as that of an outcome has.
    if (sent.result === 'invalid') throw invalid([{ ...sent, path: sent.path.replace(/^send\./, '') }]);
    return { askedId: sent.askedId };
  }

  private async shown(caller: Caller, id: string, stated: ContactResult): Promise<ConfirmedContactView> {
    switch (stated.result) {
      case 'not-found':
        throw notFound();
      case 'changed-meanwhile':
        throw new ApiProblem(409, { code: 'contact-changed', values: {} });
      case 'invalid':
        throw invalid([stated]);
      case 'done': {
        const contact = (await this.read(caller, id)).find(({ contactId }) => contactId === stated.contactId);
        if (!contact) throw notFound();
        return contact;
      }
    }
  }

  private async read(caller: Caller, id: string): Promise<ConfirmedContactView[]> {
    const rowId = await this.rowIdOf(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => readContacts(tx, rowId));
  }

  private async rowIdOf(caller: Caller, id: string): Promise<string> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!rowId) throw notFound();
    return rowId;
  }
}
