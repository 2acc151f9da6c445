-- Money that matching could not place: one open task a payment, and the list of payments by the day they came.
ALTER TABLE task ADD FOREIGN KEY (organization_id, payment_id) REFERENCES payment (organization_id, id);
CREATE UNIQUE INDEX task_one_for_unapplied_cash ON task (organization_id, payment_id) WHERE kind = 'unapplied-cash' AND state <> 'done';
CREATE INDEX "payment_organization_id_received_on_id_idx" ON "payment"("organization_id", "received_on", "id");

-- How payments are matched: { oldestFirst, tolerance: { EUR: "5.00" } } (libs/domain, matching-choice). What is left out is off.
ALTER TABLE "organization_setting" ADD COLUMN "matching" JSONB NOT NULL DEFAULT '{}';
