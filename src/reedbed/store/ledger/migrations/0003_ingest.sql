-- What came in from sources. Unqualified names land in the schema "reedbed".

CREATE SEQUENCE ingest_run_numbers START 1;

CREATE TABLE ingest_runs (
    run BIGINT PRIMARY KEY,
    source VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    -- Of the declaration without its secrets: pages of an unfinished run are taken over by a run of the same one only.
    declaration VARCHAR NOT NULL,
    -- The run whose kept pages this one loaded again; NULL for a run that asked the source.
    replay_of BIGINT,
    -- running, done, failed; a run that is 'running' while nobody holds its lock was killed.
    status VARCHAR NOT NULL,
    -- The span of time that was asked for; NULL when the source has no window.
    span_start TIMESTAMPTZ,
    span_end TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    -- Records read, and what became of them; NULL until the run is done.
    read_rows BIGINT,
    new_rows BIGINT,
    changed_rows BIGINT,
    same_rows BIGINT,
    rejected_rows BIGINT,
    page_count BIGINT,
    size_bytes BIGINT,
    seconds DOUBLE,
    -- The version of the table that the run wrote; NULL when nothing was new.
    table_version BIGINT,
    error VARCHAR
);

CREATE TABLE ingest_pages (
    run BIGINT NOT NULL,
    window_number INTEGER NOT NULL,
    page_number INTEGER NOT NULL,
    -- What was asked, as a hash over method, URL and body without secrets, and the URL as it may be shown.
    request VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    -- Relative to the folder of pages.
    file VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size_bytes BIGINT NOT NULL,
    headers MAP(VARCHAR, VARCHAR) NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (run, window_number, page_number)
);

-- How far each source was read: the newest value of its time column, and when and by which run that was read.
CREATE TABLE ingest_cursors (
    source VARCHAR PRIMARY KEY,
    column_name VARCHAR NOT NULL,
    newest TIMESTAMPTZ NOT NULL,
    run BIGINT NOT NULL,
    read_at TIMESTAMPTZ NOT NULL
);

-- Records that did not fit, as they came.
CREATE TABLE quarantine (
    run BIGINT NOT NULL,
    source VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    window_number INTEGER NOT NULL,
    page_number INTEGER NOT NULL,
    place BIGINT NOT NULL,
    reason VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    PRIMARY KEY (run, window_number, page_number, place)
);
