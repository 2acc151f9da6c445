import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  endSecondFactor,
} from '@puntual/casework/access/own-access';
import {
  changePasswordSchema,
  confirmSecondFactorSchema,
  newSecondFactorSchema,
  provePasswordSchema,
  recoveryCodesSchema,
  type ChangePassword,
  type NewSecondFactorView,
  type RecoveryCodesView,
} from '@puntual/contracts/api/me';
import { codeCheck, newSecret } from '../auth/one-time-codes.ts';
import { unlessBusy } from '../auth/unless-busy.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { alreadyEnded, ApiProblem } from '../http/api-problem.ts';
import { CurrentCaller, type Caller } from '../http/caller.ts';
import { instantsOf } from '../http/instants.ts';
import { readMe } from './read-me.ts';
import { selfOf } from './self.ts';

/** How the signed-in person signs in: password and second factor. */
@ApiTags('me')
@Controller('v1/me')
export class OwnAccessController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Post('password')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Change my password; my other sessions end',
    description: '403 `wrong-password`, which counts as a failed sign-in; 422 `weak-password`.',
  })
  @ApiNoContentResponse()
  async changePassword(
    @Body({ schema: changePasswordSchema }) body: ChangePassword,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const { database } = this.parts;
    const changed = await unlessBusy(changePassword(database, selfOf(caller), body, instantsOf(this.parts)));
    switch (changed.result) {
      case 'done':
        return;
      case 'wrong-password':
        throw new ApiProblem(403, { code: 'wrong-password', values: {} });
      case 'weak':
        throw new ApiProblem(422, { code: 'weak-password', values: { fault: changed.fault } });
    }
  }

  @Post('second-factor')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Begin a second factor: the secret for an authenticator app, in this answer only',
    description: 'It is on once `confirm` gets a first code. 409 `second-factor-on`, `no-secrets-key`.',
  })
  @ApiOkResponse({ standardSchema: newSecondFactorSchema })
  async begin(@CurrentCaller() caller: Caller): Promise<NewSecondFactorView> {
    const { userId } = selfOf(caller);
    const me = await readMe(this.parts.database, userId, caller.organizationId);
    const made = newSecret(this.parts.settings, me.email ?? me.name);
    if (!made) throw new ApiProblem(409, { code: 'no-secrets-key', values: {} });
    if (!(await beginSecondFactor(this.parts.database, userId, made.sealed)))
      throw new ApiProblem(409, { code: 'second-factor-on', values: {} });
    return { secret: made.secret, uri: made.uri };
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Switch the second factor on with a first code; the answer alone holds the recovery codes',
    description: '422 `wrong-code`. Each recovery code opens the account once without the authenticator app.',
  })
  @ApiOkResponse({ standardSchema: recoveryCodesSchema })
  async confirm(
    @Body({ schema: confirmSecondFactorSchema }) body: z.infer<typeof confirmSecondFactorSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<RecoveryCodesView> {
    const given = { code: body.code.replace(/\s/g, ''), check: codeCheck(this.parts.settings) };
    const codes = await confirmSecondFactor(this.parts.database, selfOf(caller), given, instantsOf(this.parts));
    if (!codes) throw new ApiProblem(422, { code: 'wrong-code', values: {} });
    return { recoveryCodes: [...codes] };
  }

  @Post('second-factor/remove')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Take my second factor off, with my password',
    description: '403 `wrong-password`. 409 `already-ended` when there is none.',
  })
  @ApiNoContentResponse()
  async remove(
    @Body({ schema: provePasswordSchema }) body: z.infer<typeof provePasswordSchema>,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const ending = endSecondFactor(this.parts.database, selfOf(caller), body.password, instantsOf(this.parts));
    const ended = await unlessBusy(ending);
    if (ended === 'wrong-password') throw new ApiProblem(403, { code: 'wrong-password', values: {} });
    if (ended === 'nothing-to-end') throw alreadyEnded('second-factor');
  }
}
