-- Who reported a payment or credit note: the source of its event, as the audit names it. The same money may be reported
-- twice, by the ERP and in the bank's file. Additive: the version before neither reads nor writes it, and null is "not
-- known".
ALTER TABLE payment ADD COLUMN reported_by text;

-- Payments of a customer with the same amount.
CREATE INDEX payment_same_money_idx ON payment (customer_id, currency, amount_minor);
