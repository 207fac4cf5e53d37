-- Columns that were found in a source's answers instead of being declared, or that became wider. Unqualified names land
-- in the schema "reedbed".

CREATE TABLE ingest_columns (
    source VARCHAR NOT NULL,
    -- Their order in the table.
    number INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    -- Where the value lies in a record.
    path VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    -- The run that found the column, or made it wider.
    run BIGINT NOT NULL,
    PRIMARY KEY (source, name)
);
