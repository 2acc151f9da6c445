-- The holds of a payment plan. The only statement of its migration, because of CONCURRENTLY.
CREATE INDEX CONCURRENTLY hold_plan_idx ON hold (plan_id) WHERE plan_id IS NOT NULL;
