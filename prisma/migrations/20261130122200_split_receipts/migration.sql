-- A receipt that was split over several customers. The version before knows nothing of the state and leaves the receipt.
ALTER TABLE unidentified_receipt DROP CONSTRAINT unidentified_receipt_state_check,
  ADD CONSTRAINT unidentified_receipt_state_check CHECK (state IN ('open','assigned','returned','listed','split'));
