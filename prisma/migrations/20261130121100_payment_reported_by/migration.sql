-- Who reported a payment or credit note: the source of its event, as the audit names it. The same money may be reported
-- twice, by the ERP and in the bank's file. Additive: the version before neither reads nor writes it, and null is "not
-- known".
ALTER TABLE payment ADD COLUMN reported_by text;
