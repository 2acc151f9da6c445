import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { changeBankAccounts } from '@puntual/casework/people/change-bank-accounts';
import { readBankAccounts, type OwnAccount } from '@puntual/casework/settings/bank-accounts';
import { bankAccountsSchema, type BankAccounts } from '@puntual/contracts/api/bank-accounts';
import { refuseAlone } from '../auth/needs-approval.ts';
import { API_PARTS, type ApiParts } from '../http/api-parts.ts';
import { actorOf, CurrentCaller, type Caller } from '../http/caller.ts';

/** The organization's own bank accounts: the statements of others are refused. */
@ApiTags('settings')
@Controller('v1/settings/bank-accounts')
export class BankAccountsController {
  private readonly parts: ApiParts;

  constructor(@Inject(API_PARTS) parts: ApiParts) {
    this.parts = parts;
  }

  @Get()
  @ApiOperation({ summary: 'The organization’s own bank accounts' })
  @ApiOkResponse({ standardSchema: bankAccountsSchema })
  async show(@CurrentCaller() caller: Caller): Promise<BankAccounts> {
    const accounts = await this.parts.database.inOrganization(caller.organizationId, (tx) =>
      readBankAccounts(tx, caller.organizationId),
    );
    return view(accounts);
  }

  @Put()
  @ApiOperation({
    summary: 'Replace the organization’s own bank accounts',
    description:
      'From then on a movement of another account is a fault of its import (`other-account`) and nothing of it is ' +
      'taken. An empty list allows every account again.',
  })
  @ApiOkResponse({ standardSchema: bankAccountsSchema })
  async change(
    @Body({ schema: bankAccountsSchema }) { accounts }: BankAccounts,
    @CurrentCaller() caller: Caller,
  ): Promise<BankAccounts> {
    await refuseAlone(this.parts, caller, 'bank-details');
    return view(await changeBankAccounts(this.parts.database, actorOf(caller), accounts, this.parts.clock.now()));
  }
}

function view(accounts: readonly OwnAccount[]): BankAccounts {
  return { accounts: accounts.map((account) => ({ ...account })) };
}
