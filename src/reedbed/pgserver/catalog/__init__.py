"""PostgreSQL's catalog on DuckDB's: what clients ask about tables, types, sessions and settings, answered truly."""

from reedbed.pgserver.catalog.installation import DATABASE, install

__all__ = ["DATABASE", "install"]
