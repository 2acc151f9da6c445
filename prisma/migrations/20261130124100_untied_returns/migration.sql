-- A return that can be tied to no payment is kept beside the receipts: money went out, and an invoice may stand as paid.
-- `untied` waits for a person, `tied` found its payment later, `handled` is what a person has ended.
ALTER TABLE unidentified_receipt DROP CONSTRAINT unidentified_receipt_state_check, ADD CONSTRAINT unidentified_receipt_state_check CHECK (state IN ('open','assigned','returned','listed','split','untied','tied','handled'));

DO $$
DECLARE c text;
BEGIN
  FOR c IN SELECT conname FROM pg_constraint WHERE conrelid = 'task'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%unidentified-receipt%' LOOP
    EXECUTE format('ALTER TABLE task DROP CONSTRAINT %I', c);
  END LOOP;
END $$;
ALTER TABLE task ADD CONSTRAINT task_about_customer_or_movement CHECK (customer_id IS NOT NULL OR kind IN ('unidentified-receipt','untied-return')) NOT VALID;
