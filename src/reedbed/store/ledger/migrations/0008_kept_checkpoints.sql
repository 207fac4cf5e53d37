-- Checkpoints that are kept under a name, whatever becomes of their tables. Unqualified names land in "reedbed".

CREATE TABLE kept_checkpoints (
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    -- The version of the table that the files hold.
    version BIGINT NOT NULL,
    -- Relative to the checkpoint folder; the parts lie beside it.
    manifest VARCHAR NOT NULL,
    manifest_sha256 VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    part_count INTEGER NOT NULL,
    size_bytes BIGINT NOT NULL,
    kept_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (schema_name, table_name, name)
);
