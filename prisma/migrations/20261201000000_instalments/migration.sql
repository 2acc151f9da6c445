-- An invoice that is paid in instalments is one claim for each of them: `instalment_of` is the ERP's id of the whole.
ALTER TABLE invoice
  ADD COLUMN instalment_of text,
  ADD COLUMN instalment_no integer,
  ADD COLUMN instalment_count integer;
