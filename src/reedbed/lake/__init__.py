"""The Parquet archive of tables: rows in files that the ledger names, under the name that the table always had."""
