import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { openDispute } from '@puntual/casework/disputes/open-dispute';
import {
  disputeDetailSchema,
  openCustomerDisputeSchema,
  type DisputeDetailView,
  type OpenCustomerDispute,
} from '@puntual/contracts/api/disputes';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { notFound } from '../http/api-problem.ts';
import { openProblem } from '../invoices/dispute-problem.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { anyIdSchema } from '../http/ids.ts';
import { findDispute } from './read-disputes.ts';
import { personMeant } from '../http/people.ts';

/** Disputes of customers over one or many invoices. */
@ApiTags('disputes')
@Controller('v1/customers')
export class CustomerDisputesController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post(':id/disputes')
  @ApiOperation({
    summary: 'Open a dispute of one or many invoices of a customer, whole or in part',
    description:
      'What is disputed is not collected until the dispute ends; the rest of the invoices is. 409 `already-disputed` ' +
      'when another dispute is about the whole of one of the invoices.',
  })
  @ApiCreatedResponse({ standardSchema: disputeDetailSchema })
  async open(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: openCustomerDisputeSchema }) body: OpenCustomerDispute,
    @CurrentCaller() caller: Caller,
  ): Promise<DisputeDetailView> {
    const { database, clock } = this.parts;
    const customerRowId = await database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!customerRowId) throw notFound();
    const { invoices, deadline, ...details } = body;
    const owner = details.owner && (await personMeant(this.parts, caller, details.owner, 'owner'));
    const dispute = { customerRowId, invoices, details: { ...details, owner, deadlineOn: deadline } };
    const now = clock.now();
    const result = await openDispute(database, actorOf(caller), dispute, now);
    if (result.result !== 'done') throw openProblem(result);
    const shown = await database.inOrganization(caller.organizationId, (tx) =>
      findDispute(tx, result.disputeId, { now, wallMs: Date.now() }),
    );
    if (!shown) throw notFound();
    return shown;
  }
}
