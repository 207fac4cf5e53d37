"""What changes in a statement on its way from PostgreSQL's dialect to DuckDB's, node by node."""
