-- What Reedbed knows about the tables of this database. Unqualified names land in the schema "reedbed".

CREATE SEQUENCE table_versions START 1;

CREATE TABLE tables (
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    version BIGINT NOT NULL,
    -- The version of the last write that was not an append: rows up to it may have changed or gone.
    replaced_version BIGINT NOT NULL,
    row_count BIGINT NOT NULL,
    written_at TIMESTAMPTZ NOT NULL,
    writer VARCHAR NOT NULL,
    PRIMARY KEY (schema_name, table_name)
);

CREATE TABLE checkpoints (
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    -- The version of the table that these files hold.
    version BIGINT NOT NULL,
    -- Relative to the checkpoint folder.
    manifest VARCHAR NOT NULL,
    manifest_sha256 VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    part_count INTEGER NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (schema_name, table_name)
);

-- Every statement that changed something through execute_sql.
CREATE TABLE statements (
    executed_at TIMESTAMPTZ NOT NULL,
    kind VARCHAR NOT NULL,
    sql VARCHAR NOT NULL,
    pid BIGINT NOT NULL
);
