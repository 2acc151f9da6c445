-- Payments of a customer with the same amount. CONCURRENTLY, so that payments are written meanwhile: it must be the only
-- statement of its migration.
CREATE INDEX CONCURRENTLY payment_same_money_idx ON payment (customer_id, currency, amount_minor);
