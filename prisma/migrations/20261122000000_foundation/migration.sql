-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "organization" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'es',
    "time_zone" TEXT NOT NULL DEFAULT 'Europe/Madrid',
    "currency" CHAR(3) NOT NULL DEFAULT 'EUR',
    "country" CHAR(2) NOT NULL DEFAULT 'ES',
    "email" TEXT,
    "payment_instructions" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "customer_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'business',
    "tax_id" TEXT,
    "country" CHAR(2) NOT NULL,
    "language" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "credit_limit_minor" BIGINT,
    "tags" TEXT[],
    "direct_debit" BOOLEAN NOT NULL DEFAULT false,
    "address" JSONB,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "upserted_at" TIMESTAMPTZ(3),
    "last_reminder_on" DATE,
    "last_contact_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "contact_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "email" TEXT,
    "phone" TEXT,
    "channels" TEXT[],
    "unreachable_since" TIMESTAMPTZ(3),
    "unreachable_reason" TEXT,

    CONSTRAINT "contact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invoice_id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "issue_date" DATE NOT NULL,
    "due_date" DATE NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "total_minor" BIGINT NOT NULL,
    "tax_minor" BIGINT,
    "open_minor" BIGINT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "stage" TEXT NOT NULL DEFAULT 'not-due',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "purchase_order" TEXT,
    "document_url" TEXT,
    "payment_url" TEXT,
    "lines" JSONB,
    "terms" JSONB,
    "already_reached" JSONB,
    "policy_key" TEXT,
    "known_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_on" DATE,
    "case_state" TEXT NOT NULL DEFAULT 'running',
    "case_run" INTEGER NOT NULL DEFAULT 1,
    "next_action" JSONB,
    "next_action_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "entry" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "entry_on" DATE NOT NULL,
    "cause" TEXT NOT NULL,
    "payment_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payment_id" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "unallocated_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "received_on" DATE NOT NULL,
    "method" TEXT NOT NULL,
    "reference" TEXT,
    "status" TEXT NOT NULL DEFAULT 'received',
    "awaiting" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "organization_id" UUID NOT NULL,
    "source" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("organization_id","source","event_id")
);

-- CreateTable
CREATE TABLE "early_event" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "early_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "feed_state" (
    "organization_id" UUID NOT NULL,
    "feed" TEXT NOT NULL,
    "complete_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feed_state_pkey" PRIMARY KEY ("organization_id","feed")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" UUID NOT NULL,
    "target" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "customer_id" UUID,
    "invoice_id" UUID,
    "data" JSONB NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "step" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "step_id" TEXT NOT NULL,
    "occurrence" INTEGER NOT NULL DEFAULT 1,
    "case_run" INTEGER NOT NULL DEFAULT 1,
    "do" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_on" DATE NOT NULL,
    "deadline_on" DATE,
    "message_id" UUID,
    "reason" TEXT,

    CONSTRAINT "step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hold" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT,
    "until_on" DATE,
    "amount_minor" BIGINT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by" TEXT NOT NULL,
    "released_at" TIMESTAMPTZ(3),

    CONSTRAINT "hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "reminder" BOOLEAN NOT NULL,
    "language" TEXT NOT NULL,
    "deadline_on" DATE,
    "state" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "recipients" JSONB NOT NULL,
    "subject" TEXT NOT NULL,
    "html" TEXT,
    "text" TEXT NOT NULL,
    "pdf" BYTEA,
    "content_hash" TEXT NOT NULL,
    "totals" JSONB NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "composed_at" TIMESTAMPTZ(3) NOT NULL,
    "first_tried_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "settled_by" TEXT,
    "provider_id" TEXT,
    "delivery_state" TEXT,
    "last_error" TEXT,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_invoice" (
    "message_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "section" TEXT NOT NULL,
    "open_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,

    CONSTRAINT "message_invoice_pkey" PRIMARY KEY ("message_id","invoice_id")
);

-- CreateTable
CREATE TABLE "webhook_event" (
    "organization_id" UUID NOT NULL,
    "webhook_id" TEXT NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("organization_id","webhook_id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "customer_id" UUID NOT NULL,
    "message_id" UUID,
    "payment_id" UUID,
    "round" INTEGER NOT NULL DEFAULT 1,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "due_on" DATE,
    "overdue_noted_at" TIMESTAMPTZ(3),
    "claimed_by" TEXT,
    "completed_at" TIMESTAMPTZ(3),
    "completed_on" DATE,
    "outcome" TEXT,
    "note" TEXT,

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_invoice" (
    "task_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,

    CONSTRAINT "task_invoice_pkey" PRIMARY KEY ("task_id","invoice_id")
);

-- CreateTable
CREATE TABLE "placement" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "task_id" UUID,
    "state" TEXT NOT NULL,
    "open_minor" BIGINT NOT NULL,
    "pack" JSONB NOT NULL,
    "pack_hash" TEXT NOT NULL,
    "agency_ref" TEXT,
    "proposed_at" TIMESTAMPTZ(3) NOT NULL,
    "placed_at" TIMESTAMPTZ(3),
    "recalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "placement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "organization_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "body" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("organization_id","key")
);

-- CreateTable
CREATE TABLE "service_beat" (
    "service" TEXT NOT NULL,
    "instance" TEXT NOT NULL,
    "beat_at" TIMESTAMPTZ(3) NOT NULL,
    "ready" BOOLEAN NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "service_beat_pkey" PRIMARY KEY ("service","instance")
);

-- CreateTable
CREATE TABLE "platform_clock" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "real_ms" BIGINT NOT NULL,
    "virtual_ms" BIGINT NOT NULL,
    "speed" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "platform_clock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organization_slug_key" ON "organization"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "credential_hash_key" ON "credential"("hash");

-- CreateIndex
CREATE INDEX "credential_organization_id_idx" ON "credential"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "customer_organization_id_customer_id_key" ON "customer"("organization_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "contact_organization_id_customer_id_contact_id_key" ON "contact"("organization_id", "customer_id", "contact_id");

-- CreateIndex
CREATE INDEX "invoice_organization_id_customer_id_idx" ON "invoice"("organization_id", "customer_id");

-- CreateIndex
CREATE INDEX "invoice_organization_id_status_due_date_id_idx" ON "invoice"("organization_id", "status", "due_date", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_organization_id_invoice_id_key" ON "invoice"("organization_id", "invoice_id");

-- CreateIndex
CREATE INDEX "entry_organization_id_invoice_id_idx" ON "entry"("organization_id", "invoice_id");

-- CreateIndex
CREATE INDEX "entry_organization_id_payment_id_idx" ON "entry"("organization_id", "payment_id");

-- CreateIndex
CREATE INDEX "payment_organization_id_customer_id_idx" ON "payment"("organization_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_organization_id_kind_payment_id_key" ON "payment"("organization_id", "kind", "payment_id");

-- CreateIndex
CREATE INDEX "early_event_organization_id_subject_idx" ON "early_event"("organization_id", "subject");

-- CreateIndex
CREATE INDEX "outbox_target_id_idx" ON "outbox"("target", "id");

-- CreateIndex
CREATE INDEX "outbox_target_key_id_idx" ON "outbox"("target", "key", "id");

-- CreateIndex
CREATE INDEX "audit_event_organization_id_invoice_id_id_idx" ON "audit_event"("organization_id", "invoice_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_organization_id_customer_id_id_idx" ON "audit_event"("organization_id", "customer_id", "id");

-- CreateIndex
CREATE INDEX "step_organization_id_customer_id_state_idx" ON "step"("organization_id", "customer_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "step_organization_id_invoice_id_step_id_occurrence_key" ON "step"("organization_id", "invoice_id", "step_id", "occurrence");

-- CreateIndex
CREATE INDEX "hold_organization_id_invoice_id_idx" ON "hold"("organization_id", "invoice_id");

-- CreateIndex
CREATE INDEX "message_organization_id_customer_id_state_idx" ON "message"("organization_id", "customer_id", "state");

-- CreateIndex
CREATE INDEX "message_organization_id_composed_at_idx" ON "message"("organization_id", "composed_at");

-- CreateIndex
CREATE INDEX "message_invoice_organization_id_invoice_id_idx" ON "message_invoice"("organization_id", "invoice_id");

-- CreateIndex
CREATE INDEX "task_organization_id_state_opened_at_idx" ON "task"("organization_id", "state", "opened_at");

-- CreateIndex
CREATE INDEX "task_organization_id_customer_id_kind_state_idx" ON "task"("organization_id", "customer_id", "kind", "state");

-- CreateIndex
CREATE INDEX "task_invoice_organization_id_invoice_id_idx" ON "task_invoice"("organization_id", "invoice_id");

-- CreateIndex
CREATE INDEX "placement_organization_id_invoice_id_idx" ON "placement"("organization_id", "invoice_id");


