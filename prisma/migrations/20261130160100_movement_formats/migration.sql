-- The format of the file that brought a movement first: two formats name the same movement by different references.
-- Null: ISO 20022, or imported by a version that did not note it.
ALTER TABLE bank_movement ADD COLUMN format TEXT;
