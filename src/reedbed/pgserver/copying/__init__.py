"""COPY: rows in and out in PostgreSQL's three formats, and as Arrow between Reedbed processes."""
