-- That somebody waits for a closed gate is a fact of its own: whoever opens it, or finds it open, tells all who wait, whatever became of the process that saw it close.
CREATE TABLE gate_wait (
    organization_id UUID NOT NULL,
    code TEXT NOT NULL,

    CONSTRAINT gate_wait_pkey PRIMARY KEY (organization_id, code),
    CONSTRAINT gate_wait_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization (id)
);

-- The watch over the backlog is of all organizations; that one waits is all that a row tells.
GRANT SELECT, INSERT, UPDATE, DELETE ON gate_wait TO puntual_app;
