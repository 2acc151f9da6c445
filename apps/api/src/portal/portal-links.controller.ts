import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { z } from 'zod';
import { makePortalLink, revokePortalLink } from '@puntual/casework/portal-links/portal-links';
import { pageQuerySchema } from '@puntual/contracts/api/common';
import {
  madePortalLinkSchema,
  makePortalLinkSchema,
  portalActPageSchema,
  portalLinkPageSchema,
  type MadePortalLinkView,
} from '@puntual/contracts/api/portal';
import { EVIDENCE_TYPES, type EvidenceKind } from '@puntual/domain/disputes/evidence-kind';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, notFound } from '../http/api-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import type { HttpResponse } from '../http/http.ts';
import { anyIdSchema, rowIdOf } from '../http/ids.ts';
import { ownAddress } from '../http/own-address.ts';
import { sendStoredFile } from '../http/stored-file.ts';
import { listActs, listLinks } from './read-links.ts';

/** The links to the customer's portal, and what customers did there, for the organization's people. */
@ApiTags('customers')
@Controller('v1/customers')
export class PortalLinksController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get(':id/portal-links')
  @ApiOperation({ summary: 'List the links to the portal of a customer, newest first; their addresses are not kept' })
  @ApiOkResponse({ standardSchema: portalLinkPageSchema })
  async links(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof portalLinkPageSchema>> {
    const customerRowId = await this.customer(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listLinks(tx, customerRowId, query));
  }

  @Post(':id/portal-links')
  @ApiOperation({
    summary: 'Make a link to the portal for a contact of a customer',
    description:
      'Whoever has the link sees the account of the customer and acts as the contact. It is shown this once, works ' +
      'for 60 days, and can be revoked. Every message brings a link of its own.',
  })
  @ApiCreatedResponse({ standardSchema: madePortalLinkSchema })
  async make(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: makePortalLinkSchema }) { contactId }: z.infer<typeof makePortalLinkSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<MadePortalLinkView> {
    const whose = { customerRowId: await this.customer(caller, id), contactId };
    const times = { now: this.parts.clock.now(), realMs: Date.now() };
    const made = await makePortalLink(this.parts.database, actorOf(caller), whose, times);
    if (made.result === 'not-found') throw notFound();
    const link = ownAddress(this.parts.settings, `/portal/${made.token}`);
    return { id: made.linkId, link, expiresAt: made.expiresAt.toISOString() };
  }

  @Delete(':id/portal-links/:linkId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke a link to the portal; 409 `already-ended` for one that is revoked' })
  @ApiNoContentResponse()
  async revoke(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('linkId', { schema: anyIdSchema }) linkId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const link = { customerRowId: await this.customer(caller, id), linkId: rowIdOf(linkId) };
    const times = { now: this.parts.clock.now(), realMs: Date.now() };
    const result = await revokePortalLink(this.parts.database, actorOf(caller), link, times);
    if (result === 'not-found') throw notFound();
    if (result === 'already') throw alreadyEnded('portal-link');
  }

  @Get(':id/portal-acts')
  @ApiOperation({ summary: 'List what a customer did in the portal, newest first, with what was entered' })
  @ApiOkResponse({ standardSchema: portalActPageSchema })
  async acts(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof portalActPageSchema>> {
    const customerRowId = await this.customer(caller, id);
    return this.parts.database.inOrganization(caller.organizationId, (tx) => listActs(tx, customerRowId, query));
  }

  @Get(':id/portal-files/:fileId')
  @ApiOperation({ summary: 'A file that a customer sent in the portal, byte for byte, as a download' })
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async file(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Param('fileId', { schema: anyIdSchema }) fileId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StreamableFile> {
    const where = { id: rowIdOf(fileId), customerId: await this.customer(caller, id) };
    const file = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      tx.portalFile.findFirst({ where }),
    );
    if (!file) throw notFound();
    return sendStoredFile(response, { ...file, type: EVIDENCE_TYPES[file.kind as EvidenceKind] });
  }

  private async customer(caller: Caller, id: string): Promise<string> {
    const customerRowId = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      findCustomerRowId(tx, id),
    );
    if (!customerRowId) throw notFound();
    return customerRowId;
  }
}
