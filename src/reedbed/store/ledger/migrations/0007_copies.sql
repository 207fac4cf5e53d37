-- Tables that were copied into this store from another one, each copy once. Unqualified names land in "reedbed".

CREATE TABLE copies (
    -- Given by who copies, or made up: a copy whose id is here has been stored and is not stored again.
    copy_id VARCHAR PRIMARY KEY,
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    -- Where the rows came from, without a password.
    origin VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    -- The version that the table got.
    version BIGINT NOT NULL,
    copied_at TIMESTAMPTZ NOT NULL
);
