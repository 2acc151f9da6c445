-- Who made a sign-in link that is for nobody in particular: it ends, with the session that it was exchanged for, when
-- its maker leaves or gets another role. Null for links of before, and of keys that nobody made.
ALTER TABLE credential ADD COLUMN made_by uuid;
