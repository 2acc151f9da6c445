-- Why a task asks a person how a case goes on.
ALTER TABLE task ADD COLUMN reason TEXT;
