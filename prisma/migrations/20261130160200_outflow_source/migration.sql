-- Who reported that money left, as the audit names it, so that the same part from two sources is recognized. Null:
-- noted by a version that did not store it.
ALTER TABLE money_out ADD COLUMN reported_by TEXT;
