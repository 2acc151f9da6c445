-- The constraints of the migrations before, checked for the rows that were there. Apart from those migrations, because
-- reading a table to check it does not stop those who write to it, and adding a constraint does.
ALTER TABLE payment VALIDATE CONSTRAINT payment_left_check;
ALTER TABLE customer VALIDATE CONSTRAINT customer_merged_into_fkey;
ALTER TABLE customer VALIDATE CONSTRAINT customer_merged_check;
ALTER TABLE message VALIDATE CONSTRAINT message_severity_check;
ALTER TABLE task VALIDATE CONSTRAINT task_about_customer_or_movement;
