-- A person's answer to a mail leaves as what the customer asks for does.
ALTER TABLE asked_message DROP CONSTRAINT asked_message_what_check;
ALTER TABLE asked_message ADD CONSTRAINT asked_message_what_check
  CHECK (what IN ('statement', 'invoices', 'payment-link', 'answer')) NOT VALID;
