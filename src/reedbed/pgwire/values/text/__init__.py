"""Columns as PostgreSQL's text, made by Arrow a column at a time."""

from reedbed.pgwire.values.text.columns import text_column

__all__ = ["text_column"]
