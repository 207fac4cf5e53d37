-- What lies in the lake. Unqualified names land in the schema "reedbed".

CREATE SEQUENCE lake_numbers START 1;

-- Tables whose name is a view over live rows and archived files.
CREATE TABLE lake_tables (
    id BIGINT PRIMARY KEY,
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    -- The table of live rows, in the same schema.
    live_name VARCHAR NOT NULL,
    time_column VARCHAR NOT NULL,
    -- Empty for a table without a key.
    key_columns VARCHAR[] NOT NULL,
    -- Grains of the time column (year, month, day, hour) or plain columns.
    partition_by VARCHAR[] NOT NULL,
    -- A folder, an URL, or '' for the store's own lake folder.
    target VARCHAR NOT NULL,
    -- The columns that are there now. `id` stays with a column through renaming; `initial` is the SQL of the value
    -- that rows have which are older than the column.
    columns STRUCT(id INTEGER, "name" VARCHAR, "type" VARCHAR, initial VARCHAR)[] NOT NULL,
    -- The number of the newest snapshot; the views of the database are made for it.
    generation BIGINT NOT NULL,
    UNIQUE (schema_name, table_name)
);

-- Each change of a table's files is a snapshot: the files added by it or before, and not removed by it or before.
CREATE TABLE lake_snapshots (
    table_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    -- archive, compact, restore, alter, truncate.
    kind VARCHAR NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    -- What the snapshot names.
    row_count BIGINT NOT NULL,
    file_count BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    PRIMARY KEY (table_id, number)
);

CREATE TABLE lake_files (
    id BIGINT PRIMARY KEY,
    table_id BIGINT NOT NULL,
    -- As in lake_tables; kept here too, since a table that is restored has no record any more.
    target VARCHAR NOT NULL,
    -- Below the target; no two files ever have the same.
    path VARCHAR NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    -- Count, sum and exclusive or over the rows' hashes, with the version of the engine that they hold for.
    fingerprint VARCHAR NOT NULL,
    -- One for each of the table's partition_by, as in the path; NULL where the column is.
    partition_values VARCHAR[] NOT NULL,
    -- The columns as they were when the file was written.
    columns STRUCT(id INTEGER, "name" VARCHAR, "type" VARCHAR)[] NOT NULL,
    -- Snapshots of the table; removed_by is NULL while the file is named.
    added_by BIGINT NOT NULL,
    removed_by BIGINT
);

-- The least and greatest value of a column in a file, for columns whose type has an order that is kept in text.
CREATE TABLE lake_file_columns (
    table_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    column_id INTEGER NOT NULL,
    -- Text that the column's type is cast from; NULL when all values are NULL, or nothing is known.
    minimum VARCHAR,
    maximum VARCHAR,
    null_count BIGINT NOT NULL
);

-- Files that are being written. A job of a process that is gone is undone: what bears its token is removed.
CREATE TABLE lake_jobs (
    token VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,
    schema_name VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    -- The folder below the target in which its files are.
    folder VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    pid BIGINT NOT NULL
);
