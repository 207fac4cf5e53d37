"""PostgreSQL's catalog on DuckDB's: what clients ask about tables, types, sessions and settings, answered truly."""

from reedbed.pgserver.catalog.installation import DATABASE, install, is_installed
from reedbed.pgserver.catalog.sessions import asks_about_sessions, tell_sessions, tell_settings

__all__ = ["DATABASE", "asks_about_sessions", "install", "is_installed", "tell_sessions", "tell_settings"]
