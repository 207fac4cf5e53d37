"""Columns as PostgreSQL's binary format, made by numpy and Arrow a column at a time."""
