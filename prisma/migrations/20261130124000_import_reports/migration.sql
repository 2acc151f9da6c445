-- What an import tells besides its counts and faults: which column became which field, the first lines as they are
-- taken (deleted with the file), and which lines are left out and why.
ALTER TABLE data_import ADD COLUMN report JSONB;
