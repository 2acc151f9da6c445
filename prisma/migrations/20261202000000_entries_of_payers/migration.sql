-- Money of a group's payer may pay an invoice of another customer of the group. The entry says so, so that a transaction
-- finds the other customer, whose lock it needs, without reading a ledger.
ALTER TABLE entry ADD COLUMN of_payer boolean NOT NULL DEFAULT false;
