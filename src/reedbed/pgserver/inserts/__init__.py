"""Bound INSERTs of a pipeline, gathered and stored in columns."""
