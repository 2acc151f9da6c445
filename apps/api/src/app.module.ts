import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { API_PARTS, type ApiParts } from './http/api-parts.ts';
import { BodyPortfolioInterceptor } from './auth/body-portfolio.interceptor.ts';
import { AsOfController } from './as-of/as-of.controller.ts';
import { AuditController } from './audit/audit.controller.ts';
import { RefusalRecord } from './audit/record-refusal.ts';
import { AuthGuard } from './auth/auth.guard.ts';
import { CredentialCheck } from './auth/credential-check.ts';
import { EndSignIn } from './auth/end-sign-in.ts';
import { LinksController } from './auth/links.controller.ts';
import { PasskeyController } from './auth/passkey.controller.ts';
import { PasskeysController } from './me/passkeys.controller.ts';
import { Provider } from './auth/provider.ts';
import { ProviderController } from './auth/provider.controller.ts';
import { PasswordController } from './auth/password.controller.ts';
import { ApprovalsController } from './approvals/approvals.controller.ts';
import { MeController } from './me/me.controller.ts';
import { OwnAccessController } from './me/own-access.controller.ts';
import { RolesController } from './users/roles.controller.ts';
import { UsersController } from './users/users.controller.ts';
import { SignInController } from './auth/sign-in.controller.ts';
import { BodyInterceptor } from './http/body.interceptor.ts';
import { CallsController } from './calls/calls.controller.ts';
import { ContactsController } from './contacts/contacts.controller.ts';
import { CasesController } from './cases/cases.controller.ts';
import { CreditController } from './credit/credit.controller.ts';
import { CustomersController } from './customers/customers.controller.ts';
import { MergesController } from './customers/merges.controller.ts';
import { NotesController } from './customers/notes.controller.ts';
import { OptOutsController } from './customers/opt-outs.controller.ts';
import { RefundsController } from './customers/refunds.controller.ts';
import { PausesController } from './customers/pauses.controller.ts';
import { PortfoliosController } from './customers/portfolios.controller.ts';
import { ProcedureController } from './customers/procedure.controller.ts';
import { CustomerDisputesController } from './disputes/customer-disputes.controller.ts';
import { DisputeFilesController } from './disputes/dispute-files.controller.ts';
import { DisputeQuestionController } from './disputes/dispute-question.controller.ts';
import { DisputesController } from './disputes/disputes.controller.ts';
import { ErrorsFilter } from './http/errors.filter.ts';
import { EventsController } from './events/events.controller.ts';
import { WaitingEventsController } from './events/waiting-events.controller.ts';
import { GroupsController } from './groups/groups.controller.ts';
import { FeedsController } from './feeds/feeds.controller.ts';
import { ApiHealth } from './health/api-health.ts';
import { HealthController } from './health/health.controller.ts';
import { REFUSAL_RECORDER } from './http/refusal-recorder.ts';
import { ValidationPipe } from './http/validation.pipe.ts';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.ts';
import { ChargesController } from './invoices/charges.controller.ts';
import { ImportsController } from './imports/imports.controller.ts';
import { SupplyHoldsController } from './invoices/supply-holds.controller.ts';
import { InvoicesController } from './invoices/invoices.controller.ts';
import { KeysController } from './keys/keys.controller.ts';
import { MessagesController } from './messages/messages.controller.ts';
import { OutboxController } from './outbox/outbox.controller.ts';
import { PaymentsController } from './payments/payments.controller.ts';
import { PoliciesController } from './policies/policies.controller.ts';
import { SimulateController } from './policies/simulate.controller.ts';
import { AgenciesController } from './agencies/agencies.controller.ts';
import { AgencyWebhookController } from './agencies/agency-webhook.controller.ts';
import { PlacementsController } from './agencies/placements.controller.ts';
import { AgreementsController } from './payment-plans/agreements.controller.ts';
import { PaymentPlansController } from './payment-plans/payment-plans.controller.ts';
import { PromisesController } from './promises/promises.controller.ts';
import { PortalController } from './portal/portal.controller.ts';
import { PortalLinksController } from './portal/portal-links.controller.ts';
import { RenewController } from './portal/renew.controller.ts';
import { ListedController } from './reconcile/listed.controller.ts';
import { ReceiptsController } from './receipts/receipts.controller.ts';
import { ReconcileController } from './reconcile/reconcile.controller.ts';
import { SessionController } from './session/session.controller.ts';
import { BankAccountsController } from './settings/bank-accounts.controller.ts';
import { SettingsController } from './settings/settings.controller.ts';
import { GroupStatementsController } from './statements/group-statements.controller.ts';
import { StatementsController } from './statements/statements.controller.ts';
import { TaskActsController } from './tasks/task-acts.controller.ts';
import { TasksController } from './tasks/tasks.controller.ts';
import { HeavyWork } from './threads/heavy-work.ts';
import { InboundController } from './replies/inbound.controller.ts';
import { RepliesController } from './replies/replies.controller.ts';
import { ResendController } from './webhooks/resend.controller.ts';
import { CollectorsController } from './worklist/collectors.controller.ts';
import { TaskWorkController } from './worklist/task-work.controller.ts';
import { WorklistController } from './worklist/worklist.controller.ts';
import { WorklistSettingsController } from './worklist/worklist-settings.controller.ts';
import { WorklistStreams } from './worklist/worklist-streams.ts';

// Signing in, people and their rights, and acts that need a second person.
const access = [
  SignInController,
  PasswordController,
  LinksController,
  ProviderController,
  PasskeyController,
  PasskeysController,
  ApprovalsController,
  MeController,
  OwnAccessController,
  UsersController,
  RolesController,
  SessionController,
  KeysController,
];

// Cases, what was agreed or is in dispute about them, and the work that they give to people.
const cases = [
  InvoicesController,
  ChargesController,
  SupplyHoldsController,
  CasesController,
  AuditController,
  AsOfController,
  DisputesController,
  DisputeFilesController,
  CustomerDisputesController,
  DisputeQuestionController,
  PromisesController,
  PaymentPlansController,
  AgreementsController,
  TasksController,
  TaskWorkController,
  TaskActsController,
  CallsController,
  WorklistController,
  CollectorsController,
  WorklistSettingsController,
];

// Customers, their contacts and what is written to them.
const customers = [
  CreditController,
  CustomersController,
  ContactsController,
  MergesController,
  OptOutsController,
  NotesController,
  PausesController,
  RefundsController,
  ProcedureController,
  PortfoliosController,
  GroupsController,
  StatementsController,
  GroupStatementsController,
  MessagesController,
  PortalLinksController,
  // Its page of new links is matched before the pages of tokens.
  RenewController,
  PortalController,
  RepliesController,
];

@Module({})
export class AppModule {
  /** Returns the API's module built on the given parts. */
  static with(parts: ApiParts): DynamicModule {
    return {
      module: AppModule,
      controllers: [
        HealthController,
        ...access,
        ...cases,
        ...customers,
        EventsController,
        WaitingEventsController,
        FeedsController,
        PaymentsController,
        ReceiptsController,
        ReconcileController,
        ListedController,
        ImportsController,
        PoliciesController,
        SimulateController,
        SettingsController,
        BankAccountsController,
        AgenciesController,
        PlacementsController,
        AgencyWebhookController,
        ResendController,
        InboundController,
        OutboxController,
      ],
      providers: [
        { provide: API_PARTS, useValue: parts },
        ApiHealth,
        HeavyWork,
        WorklistStreams,
        CredentialCheck,
        EndSignIn,
        Provider,
        AuthGuard,
        { provide: APP_GUARD, useExisting: AuthGuard },
        { provide: APP_PIPE, useClass: ValidationPipe },
        { provide: REFUSAL_RECORDER, useClass: RefusalRecord },
        { provide: APP_FILTER, useClass: ErrorsFilter },
        // Nest runs these in their order: a repeated request is compared by the body that was read.
        { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: BodyPortfolioInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      ],
    };
  }
}
