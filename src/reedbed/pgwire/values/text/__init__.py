"""Columns as PostgreSQL's text, made by Arrow a column at a time."""
