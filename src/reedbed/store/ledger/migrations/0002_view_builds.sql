-- Every build of a view that was not skipped, the failed ones too. Unqualified names land in the schema "reedbed".

CREATE SEQUENCE view_build_numbers START 1;

CREATE TABLE view_builds (
    build BIGINT PRIMARY KEY,
    view_name VARCHAR NOT NULL,
    -- built, unchanged (the rows were those of the build before, so the table kept its version), failed.
    outcome VARCHAR NOT NULL,
    -- full, incremental.
    mode VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    code_fingerprint VARCHAR NOT NULL,
    -- Of the code and the versions of the inputs together.
    view_fingerprint VARCHAR NOT NULL,
    inputs STRUCT(schema_name VARCHAR, table_name VARCHAR, version BIGINT)[] NOT NULL,
    -- The version and the rows of the view's table after the build.
    output_version BIGINT,
    content_fingerprint VARCHAR,
    row_count BIGINT,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ NOT NULL,
    seconds DOUBLE NOT NULL,
    error VARCHAR,
    -- Of incremental views. The input that bears the time, the time column, its highest time, the moment before
    -- which the next build expects no new rows, and how many rows of the input lay before it. Times are text.
    time_input VARCHAR,
    time_column VARCHAR,
    high_water VARCHAR,
    settled_before VARCHAR,
    settled_rows BIGINT,
    -- The moment from which this build replaced the rows of the table; NULL when it replaced them all.
    changed_from VARCHAR
);
