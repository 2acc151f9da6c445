-- Disputes whose promised credit note is late, also those of settled invoices, which no case looks at any more.
CREATE INDEX CONCURRENTLY dispute_credit_idx ON dispute (organization_id, judge_on)
WHERE state = 'resolved' AND credit_state = 'expected';
