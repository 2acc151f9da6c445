-- A list may say what is left of payments and credit notes too. Null: it says nothing of them.
ALTER TABLE open_items_list ADD COLUMN credits JSONB;
