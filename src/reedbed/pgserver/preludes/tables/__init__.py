"""Tables that are made anew, where DuckDB does not change them as they stand."""
