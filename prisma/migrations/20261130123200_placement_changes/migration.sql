-- What was open when the hand-over was proposed: the pack and its sum are made again on the day of the hand-over.
ALTER TABLE placement ADD COLUMN proposed_minor BIGINT;
-- What the agency was last told of a placed debt. Null: what the pack says.
ALTER TABLE placement ADD COLUMN reported_minor BIGINT;
ALTER TABLE placement ADD COLUMN reported_disputed BOOLEAN NOT NULL DEFAULT false;
