import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  giveCustomerPolicy,
  giveInvoicePolicy,
  setDefaultPolicy,
  type GiveResult,
} from '@puntual/casework/policies/give-policy';
import { findPolicy, listPolicies } from '@puntual/casework/policies/list-policies';
import { listMoves, stopMove } from '@puntual/casework/policies/move-cases';
import { publishingFaults, publishPolicy } from '@puntual/casework/policies/publish-policy';
import { retirePolicy } from '@puntual/casework/policies/retire-policy';
import { saveDraft } from '@puntual/casework/policies/save-draft';
import {
  defaultPolicySchema,
  givenPolicySchema,
  givePolicySchema,
  movePreviewSchema,
  policyBodySchema,
  policyDetailSchema,
  policyListSchema,
  policyMoveListSchema,
  previewMoveSchema,
  publishedPolicySchema,
  publishPolicySchema,
  retiredPolicySchema,
  savedDraftSchema,
  type MovePreviewView,
  type PolicyDetailView,
} from '@puntual/contracts/api/policies';
import { WRITTEN_NOTICES } from '@puntual/domain/policy/written-notices';
import { refuseAlone } from '../auth/needs-approval.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';
import { findCustomerRowId } from '../customers/read-customers.ts';
import { alreadyEnded, ApiProblem, invalid, notFound } from '../http/api-problem.ts';
import { anyIdSchema, asRowId } from '../http/ids.ts';
import { invoiceRowId } from '../invoices/find-invoice.ts';
import { publishProblem } from './publish-problem.ts';
import { HeavyWork } from '../threads/heavy-work.ts';
import { previewPolicy } from './preview-policy.ts';
import { faultView, showMoves, showPolicies, showPolicy } from './show-policies.ts';

/**
 * Policies: saved as drafts, published as versions, given to customers and invoices. Running cases move to new
 * versions.
 */
@ApiTags('policies')
@Controller('v1')
export class PoliciesController {
  private readonly parts: ApiParts;

  private readonly heavy: HeavyWork;

  constructor(@Inject(API_PARTS) parts: ApiParts, @Inject(HeavyWork) heavy: HeavyWork) {
    this.parts = parts;
    this.heavy = heavy;
  }

  @Get('policies')
  @ApiOperation({ summary: 'List policies, built-in and own, with their versions and how many open cases run on each' })
  @ApiOkResponse({ standardSchema: policyListSchema })
  async list(@CurrentCaller() caller: Caller): Promise<z.infer<typeof policyListSchema>> {
    const items = await this.parts.database.inOrganization(caller.organizationId, async (tx) =>
      showPolicies(tx, await listPolicies(tx, caller.organizationId)),
    );
    return { items };
  }

  @Get('policies/:key')
  @ApiOperation({ summary: 'One policy with the documents of its draft and of its newest version' })
  @ApiOkResponse({ standardSchema: policyDetailSchema })
  async show(
    @Param('key', { schema: anyIdSchema }) key: string,
    @CurrentCaller() caller: Caller,
  ): Promise<PolicyDetailView> {
    return this.parts.database.inOrganization(caller.organizationId, async (tx) => {
      const policy = await findPolicy(tx, caller.organizationId, key);
      if (!policy) throw notFound();
      return showPolicy(tx, policy);
    });
  }

  @Post('policies')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Save a policy document as the draft of its key',
    description:
      '422 with the path of each fault when the document is invalid. `faults` in the answer list what still ' +
      'prevents its publication.',
  })
  @ApiOkResponse({ standardSchema: savedDraftSchema })
  async save(
    @Body({ schema: policyBodySchema }) body: z.infer<typeof policyBodySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof savedDraftSchema>> {
    const now = this.parts.clock.now();
    const result = await saveDraft(this.parts.database, actorOf(caller), body, now);
    if (result.result === 'invalid') throw invalid(result.faults);
    const faults = await publishingFaults(
      this.parts.database,
      actorOf(caller),
      { document: result.document, templates: WRITTEN_NOTICES },
      now,
    );
    return { key: result.document.key, document: result.document, faults: faults.map(faultView) };
  }

  @Post('policies/:key/publish')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Publish the draft as the next version',
    description:
      '`mode` says which cases get it: `new-only`, or also those that run on older versions, `at-next-step` or ' +
      '`now`. 409 `move-running` while cases still move to the previous version.',
  })
  @ApiOkResponse({ standardSchema: publishedPolicySchema })
  async publish(
    @Param('key', { schema: anyIdSchema }) key: string,
    @Body({ schema: publishPolicySchema }) body: z.infer<typeof publishPolicySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof publishedPolicySchema>> {
    await refuseAlone(this.parts, caller, 'policy-publishing');
    const result = await publishPolicy(
      this.parts.database,
      actorOf(caller),
      { key, mode: body.mode, templates: WRITTEN_NOTICES },
      this.parts.clock.now(),
    );
    if (result.result !== 'published') throw publishProblem(result);
    return { version: result.version, moveId: result.moveId };
  }

  @Post('policies/:key/preview')
  @HttpCode(200)
  @ApiOperation({
    summary: 'What publishing would change, invoice by invoice',
    description:
      'Computed for `document`, else the draft, else the newest version, over the open cases on older versions. ' +
      'Nothing is changed.',
  })
  @ApiOkResponse({ standardSchema: movePreviewSchema })
  preview(
    @Param('key', { schema: anyIdSchema }) key: string,
    @Body({ schema: previewMoveSchema }) body: z.infer<typeof previewMoveSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<MovePreviewView> {
    return previewPolicy(
      { database: this.parts.database, heavy: this.heavy },
      { organizationId: caller.organizationId, key },
      body,
      this.parts.clock.now(),
    );
  }

  @Post('policies/:key/retire')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Retire the policy: no new case gets it',
    description:
      'Cases that run on it continue. 409 `policy-is-default` for the organization’s default, `already-ended` when ' +
      'it is retired already.',
  })
  @ApiOkResponse({ standardSchema: retiredPolicySchema })
  async retire(
    @Param('key', { schema: anyIdSchema }) key: string,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof retiredPolicySchema>> {
    const result = await retirePolicy(this.parts.database, actorOf(caller), key, this.parts.clock.now());
    if (result.result === 'not-found') throw notFound();
    if (result.result === 'already-retired') throw alreadyEnded('policy');
    if (result.result === 'is-default') throw new ApiProblem(409, { code: 'policy-is-default', values: {} });
    return { version: result.version };
  }

  @Get('policies/:key/moves')
  @ApiOperation({ summary: 'The moves of running cases to versions of the policy, newest first' })
  @ApiOkResponse({ standardSchema: policyMoveListSchema })
  async moves(
    @Param('key', { schema: anyIdSchema }) key: string,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof policyMoveListSchema>> {
    const items = await this.parts.database.inOrganization(caller.organizationId, async (tx) =>
      showMoves(tx, await listMoves(tx, key), { slug: caller.slug, key }),
    );
    return { items };
  }

  @Post('policies/:key/moves/:id/stop')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop a move of cases',
    description: 'Cases that have moved stay on the new version. 409 `move-ended` when the move has ended.',
  })
  @ApiOkResponse({ standardSchema: policyMoveListSchema })
  async stop(
    @Param('key', { schema: anyIdSchema }) key: string,
    @Param('id', { schema: anyIdSchema }) id: string,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof policyMoveListSchema>> {
    const moveId = asRowId(id);
    const { result } = moveId
      ? await stopMove(this.parts.database, actorOf(caller), { key, moveId }, this.parts.clock.now())
      : { result: 'not-found' as const };
    if (result === 'not-found') throw notFound();
    if (result === 'ended-already') throw new ApiProblem(409, { code: 'move-ended', values: {} });
    return this.moves(key, caller);
  }

  @Put('customers/:id/policy')
  @ApiOperation({
    summary: 'Give a customer a policy of its own',
    description:
      'The customer’s open cases change at once; null removes the policy. 422 for a policy that is not published.',
  })
  @ApiOkResponse({ standardSchema: givenPolicySchema })
  async giveCustomer(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: givePolicySchema }) body: z.infer<typeof givePolicySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof givenPolicySchema>> {
    const rowId = await this.parts.database.inOrganization(caller.organizationId, (tx) => findCustomerRowId(tx, id));
    if (!rowId) throw notFound();
    return given(
      await giveCustomerPolicy(
        this.parts.database,
        actorOf(caller),
        { customerRowId: rowId, key: body.key },
        this.parts.clock.now(),
      ),
    );
  }

  @Put('invoices/:id/policy')
  @ApiOperation({
    summary: 'Give an invoice a policy of its own, before any other rule',
    description: 'The invoice’s case changes at once; null removes the policy. 422 for a policy that is not published.',
  })
  @ApiOkResponse({ standardSchema: givenPolicySchema })
  async giveInvoice(
    @Param('id', { schema: anyIdSchema }) id: string,
    @Body({ schema: givePolicySchema }) body: z.infer<typeof givePolicySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof givenPolicySchema>> {
    const found = await this.parts.database.inOrganization(caller.organizationId, (tx) => invoiceRowId(tx, id));
    if (!found) throw notFound();
    return given(
      await giveInvoicePolicy(
        this.parts.database,
        actorOf(caller),
        { invoiceRowId: found.id, key: body.key },
        this.parts.clock.now(),
      ),
    );
  }

  @Put('settings/default-policy')
  @ApiOperation({ summary: 'Set the policy of new cases to which no other rule gives one' })
  @ApiOkResponse({ standardSchema: givenPolicySchema })
  async setDefault(
    @Body({ schema: defaultPolicySchema }) body: z.infer<typeof defaultPolicySchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<z.infer<typeof givenPolicySchema>> {
    return given(await setDefaultPolicy(this.parts.database, actorOf(caller), body.key, this.parts.clock.now()));
  }
}

function given(result: GiveResult): { moved: number } {
  switch (result.result) {
    case 'given':
      return { moved: result.moved };
    case 'not-found':
      throw notFound();
    case 'unknown-policy':
      throw new ApiProblem(422, { code: 'unknown-policy', values: {} });
  }
}
