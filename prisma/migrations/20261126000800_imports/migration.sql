-- Files of customers, open invoices and bank movements that people give us: the file in parts until it is worked off, how far that has come, and what is wrong with its lines.

-- CreateTable
CREATE TABLE "data_import" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "dry_run" BOOLEAN NOT NULL,
    "file_name" TEXT,
    "options" JSONB NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "bytes_read" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "base" TEXT NOT NULL DEFAULT '',
    "lines" INTEGER NOT NULL DEFAULT 0,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "duplicates" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "faulty" INTEGER NOT NULL DEFAULT 0,
    "faults" INTEGER NOT NULL DEFAULT 0,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by" TEXT NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "touched_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(3),
    "file_gone" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "data_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_import_part" (
    "organization_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "data_import_part_pkey" PRIMARY KEY ("organization_id","import_id","number")
);

-- CreateTable
CREATE TABLE "data_import_fault" (
    "organization_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "field" TEXT,
    "code" TEXT NOT NULL,
    "said" JSONB NOT NULL,

    CONSTRAINT "data_import_fault_pkey" PRIMARY KEY ("organization_id","import_id","number")
);

-- CreateIndex
CREATE INDEX "data_import_organization_id_id_idx" ON "data_import"("organization_id", "id");

ALTER TABLE data_import ADD CHECK (kind IN ('bank','customers','invoices')), ADD CHECK (state IN ('uploading','waiting','running','done','failed','stopped')), ADD UNIQUE (organization_id, id);
ALTER TABLE data_import_part ADD FOREIGN KEY (organization_id, import_id) REFERENCES data_import (organization_id, id);
ALTER TABLE data_import_fault ADD FOREIGN KEY (organization_id, import_id) REFERENCES data_import (organization_id, id);
CREATE INDEX data_import_waiting ON data_import (id) WHERE state IN ('waiting','running');
CREATE INDEX data_import_file_kept ON data_import (touched_at) WHERE NOT file_gone;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['data_import','data_import_part','data_import_fault'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY organization_wall ON %I TO puntual_app USING (organization_id = current_organization()) WITH CHECK (organization_id = current_organization())', t);
    EXECUTE format('CREATE POLICY owner_sees_all ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('ALTER TABLE %I ADD FOREIGN KEY (organization_id) REFERENCES organization(id)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON data_import TO puntual_app;
GRANT SELECT, INSERT, DELETE ON data_import_part, data_import_fault TO puntual_app;

-- Who works files off looks over all organizations, and learns through this door which file is next and whose it is: nothing of what is in it. A lease that is not
-- renewed is over, so a file whose worker died is taken up by the next. Files that are of no more use (a day old, or worked off) are named to be thrown away.
CREATE FUNCTION next_data_import(idle interval) RETURNS TABLE (id uuid, organization_id uuid, slug text, work text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ (SELECT i.id, i.organization_id, o.slug, 'run' FROM data_import i JOIN organization o ON o.id = i.organization_id
      WHERE i.state IN ('waiting','running') AND (i.lease_until IS NULL OR i.lease_until < now()) ORDER BY i.id LIMIT 1)
     UNION ALL
     (SELECT i.id, i.organization_id, o.slug, 'throw-away' FROM data_import i JOIN organization o ON o.id = i.organization_id
      WHERE NOT i.file_gone AND i.state NOT IN ('waiting','running') AND (i.touched_at < now() - idle OR (i.state <> 'uploading' AND NOT (i.state = 'done' AND i.dry_run))) ORDER BY i.id LIMIT 1) $$;
REVOKE ALL ON FUNCTION next_data_import(interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION next_data_import(interval) TO puntual_app;

-- Names and numbers as they are compared with what banks write: letters and digits alone, in capitals, without the accents of Western Europe.
CREATE FUNCTION compact_text(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS
  $$ SELECT regexp_replace(upper(translate($1, 'áàâäãåéèêëíìîïóòôöõúùûüñçýÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝ', 'aaaaaaeeeeiiiiooooouuuuncyAAAAAAEEEEIIIIOOOOOUUUUNCY') COLLATE "C"), '[^A-Z0-9]', '', 'g') $$;
GRANT EXECUTE ON FUNCTION compact_text(text) TO puntual_app;
CREATE INDEX invoice_compact_number ON invoice (organization_id, compact_text(number));
CREATE INDEX customer_compact_name ON customer (organization_id, compact_text(name));
-- A returned payment is found by the id that its payer gave it, with which its reference ends.
CREATE FUNCTION end_to_end_of(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$ SELECT substring($1 from 'E2E ([^\n]+)$') $$;
CREATE INDEX payment_end_to_end ON payment (organization_id, end_to_end_of(reference)) WHERE reference LIKE '%E2E %';

-- Behind the wall, an index over a function is not used: the function might tell what it is given. These doors ask past the wall, for the transaction's own organization alone.
CREATE FUNCTION invoices_named(candidates text[]) RETURNS TABLE (compact text, invoice_id text, customer_id text, currency text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT compact_text(i.number), i.invoice_id, c.customer_id, i.currency::text FROM invoice i JOIN customer c ON c.id = i.customer_id
     WHERE i.organization_id = current_organization() AND compact_text(i.number) = ANY(candidates) $$;
CREATE FUNCTION customers_named(candidates text[]) RETURNS TABLE (compact text, customer_id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT compact_text(c.name), c.customer_id FROM customer c WHERE c.organization_id = current_organization() AND compact_text(c.name) = ANY(candidates) $$;
CREATE FUNCTION payments_named(end_to_end_id text) RETURNS TABLE (payment_id text, customer_id text, amount_minor bigint, currency text, status text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
  $$ SELECT p.payment_id, c.customer_id, p.amount_minor, p.currency::text, p.status FROM payment p JOIN customer c ON c.id = p.customer_id
     WHERE p.organization_id = current_organization() AND p.kind = 'payment' AND p.reference LIKE '%E2E %' AND end_to_end_of(p.reference) = end_to_end_id $$;
REVOKE ALL ON FUNCTION invoices_named(text[]), customers_named(text[]), payments_named(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invoices_named(text[]), customers_named(text[]), payments_named(text) TO puntual_app;
