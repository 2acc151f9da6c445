-- Whether an API key opened the hold. A key answers for no task, as a person does who notes a dispute.
ALTER TABLE hold ADD COLUMN opened_with_key BOOLEAN NOT NULL DEFAULT false;
